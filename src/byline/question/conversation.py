"""Recognise small talk, and requests that quoting articles cannot serve.

    "Hello", "Thanks, that helps!", "who are you?"                                          small talk
    "Write me a poem about the strike", "Should I buy bitcoin?", "What is 17 times 23?"     outside

A text is small talk only as a whole: "Hello Kitty sales" is not. Openings such as "Hi, can you tell me" are also
removed here, so that the question after them is judged the same with or without them.
"""

import re
from typing import Literal

Talk = Literal["thanks", "goodbye", "hello", "chat"]
Outside = Literal["make", "reword", "advise", "know", "do"]

_END = r"(?:[\s,.!?…:;)(*~-]+|$)"
_YOU = r"(?: (?:there|byline|again|all|everyone|everybody|folks|guys|mate|buddy|friend|bot|my friend))?"
_VERY = r"(?:(?:a |so |very |really |quite |too |pretty |just |all |most )*)"
_GOOD = (
    r"(?:great|good|nice|cool|perfect|excellent|awesome|wonderful|amazing|brilliant|fantastic|lovely|helpful|useful"
    r"|interesting|impressive|fine|super|neat|right|correct|smart|clever|funny|bad|wrong|stupid|terrible|useless|awful"
    r"|rubbish|nonsense|incorrect|weird|strange|the best|fun)"
)
_THANKS = r"(?:(?:many |big )?thanks|thank (?:you|u)|thankyou|thx|ty|tysm|cheers|much appreciated|appreciated?)"
_SMALLTALK = (
    r"(?:hi|hello|helo|hey|hiya|howdy|hallo|greetings|yo|welcome back|good (?:morning|afternoon|evening|day|night)"
    rf"|morning|g'day){_YOU}",
    rf"{_THANKS}{_YOU}(?: (?:{_VERY}much|a (?:lot|bunch|million|ton)|so much|again|for (?:your|the|all|that|this"
    r"|everything)\b(?: (?:the|your))?(?: (?:help|answer|answers|info|information|time|work|support|quick reply))?))*",
    r"(?:ok|okay|k|kk|alright|all right|fine|sure|yes|yeah|yep|yup|no|nope|nah|maybe|indeed|exactly|absolutely"
    r"|of course|got it|i see|i understand|understood|noted|makes sense|will do|never ?mind|nvm|forget it|no worries"
    r"|no problem|you're welcome|you are welcome|that's all|that is all|that'?s it|nothing|hm+|ah|oh|aha|uh|wow|oops"
    rf"|please|then|so|well|and|also|but|for now){_YOU}",
    r"(?:good ?bye|bye(?: bye)?|bye-bye|cya|see (?:you|ya|u)|farewell|take care|until next time"
    rf"|ciao){_YOU}(?: (?:later|soon|tomorrow|around|next time))?",
    rf"(?:have a|enjoy (?:the|your)) (?:{_GOOD} )?(?:day|evening|night|weekend|one|time|week)",
    r"(?:lo+l|ha(?:ha)+|he(?:he)+|rofl|lmao|omg|xd|test(?:ing)?(?: (?:test|\d+|message|one two(?: three)?))*|ping"
    r"|asdf\w*)",
    r"(?:(?:(?:you|u|this|that|it|byline|what|the answer|your answers?|the page)(?:'re| are|'s| is| was|re| were)?|so"
    rf"|very|how|not)? ?{_VERY}{_GOOD})(?: (?:help|to know|idea|one|though|thing|tool|bot|program))?{_YOU}",
    rf"(?:that|this|it) (?:{_VERY})?(?:helps|helped|works|worked|sounds {_GOOD}|looks {_GOOD}|doesn't help"
    r"|did not help|didn't help|makes no sense|makes sense)(?: me)?(?: a lot| much)?",
    rf"(?:well done|bravo|congratulations|congrats|{_GOOD} (?:job|work|answers?|stuff|one|try|tool|bot|program"
    r"|to meet you|to see you|talking to you))",
    r"(?:nice|pleased|glad|happy) to (?:meet|see) you|i (?:really )?(?:love|like|hate) (?:you|this|it|byline)",
    r"(?:i'?m |i am |so )?sorry(?: (?:about that|for (?:that|the \w+)|my (?:bad|mistake|fault)|wrong \w+(?: \w+)?|typo"
    r"|i meant nothing))?|excuse me|pardon|my bad|my mistake|wrong (?:window|chat|tab|button|field)",
    r"how (?:are|r) (?:you|u|things)(?: (?:doing|today|feeling|going))*|how(?:'s| is) (?:it|everything|life"
    r"|your day)(?: going)?|how do you (?:do|feel)|what'?s up|what is up|sup|you ok(?:ay)?",
    r"(?:who|what) (?:are|r) (?:you|u)(?: exactly)?|what is this(?: (?:page|tool|site|program|app|thing))?|what(?:'s"
    r"| is) (?:your name|byline|your (?:job|purpose))|do you have a name|what should i call you|introduce yourself"
    r"|tell me (?:about yourself|who you are|what you (?:can )?do)|who (?:made|built|created|wrote|trained"
    r"|programmed) (?:you|byline|this)|where (?:are|do) you (?:from|come from|live)|how old are you"
    r"|when were you (?:born|made|built)",
    r"are (?:you|u) (?:(?:an? |the )?(?:\w+ )?(?:robot|bot|human|person|machine|real|ai|computer|alive|chatgpt"
    r"|chat ?gpt|program|assistant|model|conscious|there|ok|okay|listening|working|ready|awake|online|sure|stupid"
    r"|serious|kidding))|is (?:anyone|anybody|someone|this thing|it) (?:there|here|on|working)|anyone (?:there|here)"
    r"|can you hear me|(?:do|can|does) (?:you|this|it) (?:work|speak english|understand me|read this|see this)",
    r"help(?: me)?(?: please)?|what can (?:you (?:do|answer|help(?: me)? with)|i (?:ask|do))(?: (?:you|here|for me"
    r"|about|with))*|(?:can|could|will) you (?:please )?help(?: me)?|i need (?:some )?help|how (?:do|does|can"
    r"|should) (?:i use |you work|this work|it work|i ask|i start|i begin|byline work|i search)\w*(?: (?:this|it|you"
    r"|byline|here|a question))*|what (?:do|should) i (?:do|ask|type|write)(?: (?:here|now|you))*|how (?:to"
    r"|do i) (?:start|begin|use this|ask)|(?:let's|lets) (?:start|begin|go)|start|can i ask (?:you )?(?:something"
    r"|a question)|i have (?:a|some|one) questions?|are you able to help(?: me)?",
    r"(?:i am|i'm|my name is|this is) (?:back|here|done|bored|new here|tired|happy|sad|lost|confused)",
    r"(?:your )?answers? (?:is|are|was) (?:very |so )?" + _GOOD,
)
_TALK = re.compile(rf"(?:(?:{'|'.join(_SMALLTALK)}){_END})+", re.I)
_TALKS: tuple[tuple[Talk, re.Pattern[str]], ...] = (
    ("thanks", re.compile(rf"\b{_THANKS}\b", re.I)),
    ("goodbye", re.compile(r"\b(?:good ?bye|bye|good night|see (?:you|ya)|farewell|take care|ciao)\b", re.I)),
    (
        "hello",
        re.compile(r"(?:hi|hello|helo|hey|hiya|howdy|hallo|greetings|good (?:morning|afternoon|evening|day))\b", re.I),
    ),
)
_NAMED = re.compile(r"(?:hi|hello|hey)\W+(?:i am|i'm|my name is|this is) [\w'-]+(?: [\w'-]+)?\W*", re.I)
_WORDLESS = re.compile(r"[\W_]*")

# Words before a question that say nothing about it.
_KNOW = (
    r"(?:tell me|let me know|find out|say|explain(?: to me)?|do you (?:know|happen to know)|does anyone know|any idea"
    r"|you know|i(?:'d| would) (?:like|love|want) to (?:know|find out|ask)|i (?:want|need|have|wanted) to (?:know"
    r"|find out)|i(?:'m| am) (?:trying to find out|wondering|curious(?: about)?|asking|interested in)|i (?:wonder"
    r"|wondered)|i was wondering|remind me|have you any idea|is it known|do we know|help me understand|i don't (?:know"
    r"|understand)|please say|check)"
)
_ASKED = (
    r"(?:who|whom|whose|what|which|when|where|why|how|if|whether|(?:in|on|at|by|for|to|from|with|of|under) (?:what"
    r"|which|whom|whose|how))\b"
)
_REQUEST = (
    r"(?:tell|show|give|explain|summari[sz]e|list|name|find|say|sum|recap|make|write|translate|help|describe|provide"
    r"|draw|create|compare|compile|remind|send|search|calculate|compute|convert|solve|compose|draft|put|prepare|build"
    r"|brief|catch|fill|bring|outline|take|walk|trace|sort|order|delete|remove|add|play|sing|book|buy|rewrite|rephrase"
    r"|paraphrase|generate|design|recommend|suggest|advise|check|quote|let|identify|enumerate|get|update|talk|do"
    r"|please)"
)
_OPENING = re.compile(
    r"(?:(?:(?:hi|hello|hey|good (?:morning|afternoon|evening)|thanks|thank you|please|pls|plz|kindly|so|and|but|also"
    r"|then|well|now|ok|okay|oh|sorry|excuse me|right|just|finally|next|first|second|lastly|byline|quick question"
    r"|(?:my |a |another |one (?:more )?)?question(?: is)?|if so|if not|if yes|i(?:'ve| have) (?:a|one|two|three|some"
    r"|several|a few|another) (?:more )?questions?)(?:[\s,.!:;-]+|$))|(?:can|could|would|will) you (?:please |kindly "
    rf"|maybe |perhaps |just |also |quickly )*(?={_REQUEST}\b)|i(?:'d| would) (?:like|love"
    rf"|want) you to (?={_REQUEST}\b)|i (?:want|need) you to (?={_REQUEST}\b)|(?:can|could|may) i (?:please )?(?:have"
    r"|get|see) (?=(?:an?|the|some|your) )|i(?:'d| would)? (?:like|love|need|want|am looking for) (?=(?:an?|the"
    rf"|some) )|i'm looking for (?=(?:an?|the|some) )|{_KNOW}(?: (?:please|exactly|me))?[\s,:]+(?={_ASKED}))+",
    re.I,
)

_UNMARKED = re.compile(r"\b(what|who|where|when|how)s\b", re.I)  # `whats the population`

_MINE = r"(?:me|us|my|our|an?|the|this|that|these|those|it|some|your|all|him|her|them|your)"
_CREATION = (
    r"(?:poems?|haikus?|limericks?|sonnets?|songs?|lyrics|rap|verses?|ballad|jokes?|riddles?|puns?|fairy ?tales?|novel"
    r"|essay|blog ?(?:post)?|tweet|post|press release|speech|sermon|toast|script|screenplay|play|letters?|e-?mails?"
    r"|cover letter|cv|resume|application|complaint|petition|slogan|headline|caption|advert(?:isement)?|ad|story|tale"
    r"|recipe|pictures?|photos?|photographs?|images?|drawings?|illustrations?|cartoons?|maps?|charts?|graphs?"
    r"|diagrams?|infographics?|videos?|clips?|logos?|posters?|memes?|slides?|presentation|powerpoint|spreadsheet|code"
    r"|program|function|class|app|website|web page|query|macro|regex|quiz|crossword|test|exam|homework|plan|schedule"
    r"|itinerary|business plan|contract|invoice|tattoo|comment|review|opinion piece|op-ed|editorial|obituary"
    r"|birthday card|pitch)"
)
_PICTURE = (
    r"(?:poems?|haikus?|limericks?|songs?|jokes?|riddles?|puns?|fairy ?tales?|recipes?|pictures?|photos?|photographs?"
    r"|images?|drawings?|illustrations?|cartoons?|maps?|charts?|graphs?|diagrams?|infographics?|videos?|clips?|logos?"
    r"|memes?|slides?|fun facts?|something (?:funny|nice|interesting|else))"
)
_TODAY = (
    r"(?:today|tonight|tomorrow|now|right now|currently|outside|this (?:morning|afternoon|evening|weekend|week)|here)"
)
_NUMBER = r"(?:\(*(?:sqrt\()?-?\d[\d,.]*\)*%?)"
_OUTSIDE: tuple[tuple[Outside, re.Pattern[str]], ...] = (
    (  # Make something that is not in the articles.
        "make",
        re.compile(
            r"(?:write|compose|draft|create|generate|make|invent|design|produce|come up with|build|prepare"
            rf"|do)(?: {_MINE})*(?: \w+){{0,3}}? {_CREATION}\b(?!'s)|(?:give|tell|show|sing|recite|draw|paint|sketch"
            rf"|find|send|read|get)(?: {_MINE})*(?: \w+){{0,2}}? {_PICTURE}\b(?!'s)|tell (?:me|us) a (?:\w+ )?story\b"
            r"|(?:an? )?(?:short |funny |little )?(?:poem|haiku|limerick|sonnet|song|joke|essay|tweet|press release"
            r"|cover letter) (?:about|on|for)\b|(?:write|compose|draft|sing|draw|paint|sketch)(?: (?:me|us|it"
            rf"|this))? (?:an?|some|something|in|like|down|my)\b(?! (?:\w+ ){{0,2}}?(?:summary|overview|digest|recap"
            r"|time ?line|chronology|list|brief|briefing|account|report)\b)|(?:write|develop|debug|refactor|implement"
            rf"|code|program) (?:\w+ ){{0,3}}?(?:code|script|program|function|class|app|sql|query|python|javascript"
            r"|java|html|css|regex|algorithm|macro|bot)\b",
            re.I,
        ),
    ),
    (  # Change wording.
        "reword",
        re.compile(
            r"(?:translate|rewrite|rephrase|paraphrase|reword|proofread|spell[- ]?check|simplify|transcribe|shorten"
            rf"|edit)\b(?= (?:{_MINE}|\"|“|'|into|in|what|from|to|\w+ (?:into|to|in)\b)|\W*$)|(?:in|into) (?:french"
            r"|german|spanish|italian|chinese|russian|arabic|japanese|portuguese|polish|dutch|turkish) please\W*$"
            r"|(?:how (?:do|would) (?:you|i|we) say|what(?:'s| is) (?:the )?\w+ (?:word )?for)\b.* in (?:french"
            r"|german|spanish|italian|chinese|russian|arabic|japanese|portuguese|polish|dutch|turkish|english"
            rf"|latin)\b|(?:explain|say|put|tell)(?: \w+){{1,4}} (?:like i'?m|as if i (?:was|were)) (?:five|5|a child)"
            r"|how (?:do|would) you spell\b|spell (?:the word |me )",
            re.I,
        ),
    ),
    (  # Give an opinion or advice.
        "advise",
        re.compile(
            r"(?:and )?(?:what|how|who|which\b[^?]*?|where|why) (?:do|would|did) you (?:personally |yourself "
            r"|really )?(?:think|believe|feel|recommend|suggest|prefer|advise|do|choose|say about yourself|vote|like"
            r"|love|hate|expect)\b|(?:do|would|don't|are|have) you (?:personally |yourself |really |ever )?(?:think"
            r"|believe|feel|recommend|suggest|like|love|hate|prefer|agree|disagree|support|approve|vote|want|trust"
            r"|regret|for or against|in favou?r|against|biased|afraid|happy about|sad about)\b|.*\b(?:in your (?:own "
            r"|personal |honest )?(?:opinion|view|eyes)|your (?:own |personal |honest )?(?:opinion|thoughts|view|take"
            r"|favou?rite|advice|recommendation|guess|prediction)s?)\b(?! (?:archive|articles))|should (?:i|we"
            r"|my \w+)\b|(?:what|which|who|whom|when|where)(?: \w+){0,3} should (?:i|we) (?:buy|cook|eat|wear|watch"
            r"|vote|invest|study|choose|do|go|marry|play|sell|visit|travel|order|get|say|believe|support|trust)\b"
            r"|is it (?:a )?(?:good|bad|smart|wise|safe) (?:idea )?(?:for me )?to (?:buy|invest|sell)\b|(?:give"
            r"|offer)(?: me| us)? (?:some |any )?(?:legal |medical |financial |investment |tax |dating "
            r"|relationship )?(?:advice|tips|recommendations?|ideas|feedback)\b|(?:recommend|suggest|advise) (?:me|us"
            r"|a|an|some)\b|i need (?:legal |medical |financial |some )?advice\b|help (?:me|us) (?:to )?(?:write"
            r"|with my|choose|decide|plan|learn|pick|buy|find a|fix|do my|draft|prepare|study)\b|(?:how (?:do|can"
            r"|should|could) (?:i|we)|can you) [^?]*\bmy (?:printer|computer|laptop|phone|wifi|wi-fi|router|car"
            r"|password|tv|boss|girlfriend|boyfriend|wife|husband|dog|cat|homework|tax|taxes|windows|email|account"
            r"|bike)\b|how (?:do|can|should) i (?:learn|cook|bake|lose weight|make money|get rich|become|tie|install"
            r"|code|program|cure|stop smoking|invest|meditate|train|impress)\b|(?:tell|predict) (?:me )?(?:my"
            r"|the) (?:fortune|future|horoscope|lottery numbers)\b|(?:my|today's) horoscope\b",
            re.I,
        ),
    ),
    (  # Things known elsewhere: the weather, the time, a sum.
        "know",
        re.compile(
            rf"(?:what(?:'s| is| will)|how(?:'s| is| will))\b[^?]*\bweather\b(?:[^?]*\b{_TODAY}\b| like\W*$"
            rf"| (?:like )?in [\w ]{{2,30}}\W*$|\W*$)|(?:is it|will it|does it) (?:going to )?(?:be )?(?:rain|snow"
            rf"|raining|snowing|sunny|cold|hot|warm|windy)\b[^?]*\b{_TODAY}\b|do i need an umbrella\b"
            rf"|(?:the )?weather(?: forecast)?(?: (?:for|in) [\w ]{{2,20}})?(?: {_TODAY})?\W*$|(?:how (?:hot|cold"
            rf"|warm)|what temperature) is it\b(?: (?:{_TODAY}|in [\w ]{{2,20}}))*\W*$|what(?:'s| is) the (?:time|date"
            rf"|day)(?: (?:now|today|right now))?(?: in [\w ]{{2,20}})?\W*$|what time is it\b|what(?:'s"
            r"| is) today's date|what (?:day|date|year|month) is (?:it|today)(?: (?:now|today))?\W*$|(?:what(?:'s"
            rf"| is)|how much is|calculate|compute|solve|work out)? ?{_NUMBER}(?: ?(?:\+|\*|x|×|÷|\^|plus|minus|times"
            r"|divided by|multiplied by|over|mod|modulo|squared|cubed|to the power of|percent of|per cent of"
            rf"|% of)(?= |\d|\(|\W*$) ?| (?:-|/|–) |% of ){_NUMBER}?(?:[\s+*/x×÷^=-]*{_NUMBER})*\W*$|(?:what(?:'s"
            r"| is) )?(?:the )?(?:(?:square|cube) root|sqrt|factorial|sine?|cosine|derivative"
            r"|integral) (?:of )?\W?[\dx]|(?:calculate|compute|solve|integrate|differentiate)\b|convert \W?[\d,.]+"
            r"|(?:how (?:much|many)) (?:is|are) [\d,.]+ ?\w+ in \w+\W*$|what(?:'s| is) [\d,.]+ \w+ in \w+\W*$",
            re.I,
        ),
    ),
    (  # Do something.
        "do",
        re.compile(
            r"(?:delete|remove|erase|add|import|upload|download|export|save|print|share|forward|bookmark|archive|fix"
            r"|correct) (?:me |us |my |the |this |that |these |those |all |an? |every |your |it\b|some )|(?:send"
            r"|e-?mail|post|tweet|text|mail|forward) (?:it|this|that|these|me|us|him|her|them|my|the|a|an)\b|(?:call"
            r"|phone|ring) (?:me|my|the police|a taxi|an ambulance|him|her|them)\b|(?:book|order|buy|reserve) (?:me|us"
            r"|my|a|an|some|tickets?|the)\b(?! of)|(?:play|put on|turn (?:on|off)|switch (?:on|off)) (?:me |us |my "
            r"|the |some |a |music)|(?:remind me|set an? (?:alarm|timer|reminder)|schedule (?:a|an|my)|wake me"
            r"|let me know when)\b|(?:search|browse|google|look (?:it )?up|check|surf)\b[^?]*\b(?:web|internet|online"
            r"|google|wikipedia|twitter|facebook)\b|google\b (?!\w+(?:'s)?\W*$)(?:it|this|that|for|me)\b|(?:open|visit"
            r"|go to) (?:https?:|www\.|\w+\.(?:com|org|net)\b)|(?:pretend|imagine|act as|roleplay|role-play|role play"
            r"|let's (?:play|pretend|talk)|behave like|speak like|sing|ignore (?:all|your|the|any|previous)"
            r"|forget (?:all|your|everything)|repeat after me|count (?:to|from)|guess|entertain me|motivate me"
            r"|teach me|tutor me|marry me|dance|flip a coin|roll (?:a|the) dice?|continue the story|brainstorm"
            r"|think of)\b",
            re.I,
        ),
    ),
)


def talk_of(text: str) -> Talk | None:
    """Return the kind of small talk a text is; None if it is anything else.

    Questions about Byline are small talk, too.
    """
    said = text.replace("’", "'").strip()
    if not (_TALK.fullmatch(said) or _NAMED.fullmatch(said) or _WORDLESS.fullmatch(said)):
        return None
    return next((talk for talk, pattern in _TALKS if pattern.search(said)), "chat")


def without_opening(text: str) -> str:
    """Return a question without leading greetings and politeness.

    A text that consists of nothing else is returned unchanged.
    """
    said = _UNMARKED.sub(r"\1's", text.replace("’", "'").strip())
    opening = _OPENING.match(said)
    return (said[opening.end() :] if opening else said) or said


def outside_of(text: str) -> Outside | None:
    """Return the kind of request that quoting cannot serve; None if articles may answer it.

    Args:
        text: The question without its opening.
    """
    return next((sort for sort, pattern in _OUTSIDE if pattern.match(text)), None)
