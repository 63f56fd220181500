"""The only part of Byline that connects to the internet: fetches addresses, trusting neither them nor their source.

address -> checked -> robots.txt -> resolved once, each IP address checked, connected to -> body with limits

collect.py    turns pages and feeds into files for the sandbox, with what to remember about them
fetcher.py    fetches one address: redirects, robots.txt, pauses, media types, unchanged pages
robots.py     what a site allows, and how long to wait between requests
addresses.py  which URLs may be fetched, and which IP addresses are public
network.py    connections to checked IP addresses only, with a deadline
unpacking.py  unpacks the body of a response, within a size limit
"""
