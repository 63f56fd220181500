"""The one place of Byline that reaches out: what an address has, fetched without trusting it or whoever names it.

address -> checked -> robots.txt -> resolved once, each IP address checked, connected to -> body with limits
"""
