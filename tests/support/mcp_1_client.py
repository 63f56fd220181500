"""Calls every tool of an MCP server by version 1 of the SDK.

Run by a Python of its own, since the two versions of the SDK cannot be installed together.

Standard input gives the server (`url`, or `command` and `environment`) and `calls`: tool names and their arguments.
Standard output gets the names of the tools listed, what each call returned, and the text of the first resource.
"""

import asyncio
import json
import os
import sys
from contextlib import AsyncExitStack
from typing import Any

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamablehttp_client


async def used(asked: dict[str, Any]) -> dict[str, Any]:
    async with AsyncExitStack() as stack:
        if "url" in asked:
            read, write, _ = await stack.enter_async_context(streamablehttp_client(asked["url"]))
        else:
            command, *arguments = asked["command"]
            process = StdioServerParameters(
                command=command, args=arguments, env=dict(os.environ) | asked["environment"]
            )
            read, write = await stack.enter_async_context(stdio_client(process))
        session = await stack.enter_async_context(ClientSession(read, write))
        version = (await session.initialize()).protocolVersion
        tools = (await session.list_tools()).tools
        returned = {}
        for name, arguments in asked["calls"].items():
            result = await session.call_tool(name, arguments)  # checks the result against the tool's schema
            assert not result.isError, result.content
            assert json.loads(result.content[0].text) == result.structuredContent
            returned[name] = result.structuredContent
        resources = (await session.list_resources()).resources
        read_one = (await session.read_resource(resources[0].uri)).contents[0].text
        return {
            "version": version,
            "tools": [tool.name for tool in tools],
            "returned": returned,
            "resources": [str(one.uri) for one in resources],
            "text": read_one,
        }


print(json.dumps(asyncio.run(used(json.load(sys.stdin)))))
