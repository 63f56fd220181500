"""The one place of Byline that reaches out: what an address has, fetched without trusting it or whoever names it.

address -> checked -> robots.txt -> resolved once, each IP address checked, connected to -> body with limits

collect.py    pages and feeds become files that the sandbox reads, with what to remember of them
fetcher.py    one address: redirects, robots.txt, pauses, media types, what has not changed
robots.py     what a site allows, and how long to wait between two requests
addresses.py  which URLs may be fetched, and which IP addresses are public
network.py    connections to checked IP addresses alone, with an end to their time
unpacking.py  the body of an answer, unpacked and never larger than allowed
"""
