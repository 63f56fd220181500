"""Decide what kind of question it is, and so how it is served. No other module decides this.

    small talk ── outside ── several ── of articles: disagreement, timeline, catalogue, overview of a side or of all
                                     └─ of what they say: yes or no, a list, words, an account, a fact

Only the words of the question decide. The kinds that no single sentence answers are tested first, with patterns that
leave little doubt: a factual question mistaken for one of them would get no answer at all. Words without a verb are a
subject ("the harbour strike"), unless they name a value that is wanted ("tunnel cost"); see `keywords.py`.
"""

import re

from byline.language.sentences import sentences
from byline.question.catalogue import catalogue_request
from byline.question.conversation import Outside, Talk, outside_of, talk_of, without_opening
from byline.question.form import Form
from byline.question.keywords import is_a_subject
from byline.question.several import questions_in
from byline.question.sides import is_of_a_side
from byline.question.wanted import Wanted
from byline.records.vocabulary import QuestionKind

_ADDED = re.compile(r" \([^()]*\)\W*$")  # the context appended to a follow-up, see `followup.standalone`

_WORDS_OF_A_SUBJECT = 5  # without a verb; more words say what is wanted about it
NOT_SEARCHED: frozenset[QuestionKind] = frozenset({"smalltalk", "outside"})

_ARCHIVE = r"(?:archive|articles|collection|index|folder|corpus|files|database)\b"
_IN_IT = rf"(?:in|of|from|by) (?:the|this|these|my|your|our|all) {_ARCHIVE}"
_OF_SOMETHING = r"(?! of (?:the|a|an|this|that|its|his|her|incorporation|association)\b(?! " + _ARCHIVE + "))"
# What articles are called, what they do with a subject, and words for having them.
_ARTICLES = r"(?:articles|stories|reports|documents|texts|sources|newspapers|outlets|files|publications|pieces)"
_SAY = (
    r"(?:mention|talk|speak|writ|wrote|cover|discuss|quote|refer|deal|say|said|report(?:ed|ing|s)?\b|carr(?:y|ied)"
    r"|publish|contain|concern|describe|address|feature|name\b|cite|interview)"
)
_ARE_THERE = rf"(?:are|were) (?:there )?(?:about|on|from|by|published|added|{_IN_IT})"
_ARE_HAD = rf"(?:{_ARE_THERE}|do (?:you|we|i) have\b|have (?:you|we|i)\b|{_IN_IT})"
_THAT = r"(?:(?:that|which|do|does|did|have|has) )?"
_NAMED = rf"\b(?:named|mentioned|quoted|cited|interviewed)\b[^?]*{_IN_IT}"
_GIVE = r"(?:list|show|find|give|get|name|display|count|see|pull up|fetch|send)(?: me| us)?"
_WHEN = (
    r"(?:in|on|since|during|before|after|between|until|from|this|last|yesterday|today|so far|recently|lately|all|about"
    r"|on the|over)"
)
_PERIOD = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul"
    r"|aug|sept?|oct|nov|dec|(?:19|20)\d\d|spring|summer|autumn|winter|week|month|year|yesterday|today|days?|\d)"
)
_OUTLET = (
    r"(?:\w+ )*(?:times|post|herald|news|daily|gazette|tribune|guardian|reuters|ap|afp|dpa|bloomberg|bbc|cnn|courier"
    r"|journal|observer|press|standard|chronicle|star|sun|mirror|telegraph|express|record|mail|echo|globe|review"
    r"|weekly|bulletin|examiner|independent|monitor|sentinel|dispatch|argus|advertiser|newspaper|paper|outlet|agency"
    r"|magazine|broadcaster|website|portal)"
)

_CATALOGUE = re.compile(
    rf".*\b(?:how many|(?:the )?number of) (?:\w+ ){{0,2}}{_ARTICLES}{_OF_SOMETHING} (?:(?:(?!do|has|have"
    rf"|did)[\w-]+ ){{0,3}}?{_THAT}{_SAY}|(?:did|has|have) (?:the )?{_OUTLET} \w|{_ARE_HAD})"
    rf"|.*\bhow many (?:\w+ )?{_ARTICLES} (?:are|were)(?: there)?(?: in total| altogether| now)?\W*$"
    rf"|.*\bhow many (?:\w+ ){{0,2}}(?:articles|documents|news stories|news items|news reports"
    rf"|articles and \w+) (?:(?:do|have) (?:you|we|i)|are|were|about|on|from|by|published|did {_OUTLET}"
    rf"|has {_OUTLET})\b|.*\bhow many (?:\w+ )?(?:authors|publishers|outlets|newspapers|sources) (?:{_ARE_HAD}"
    rf"|are there|{_SAY}|have you)|.*\b(?:how (?:often|many)|in how many)\b[^?]*{_NAMED}|in how many articles\b(?! of)"
    r"|in (?:which|how many|what) (?:articles?|documents?|reports|stories|newspapers"
    r"|outlets)\b(?! of)[^?]*\b(?:mention|quot|nam|appear|cit|discuss|find)|(?:which|what) (?:\w+ )?(?:articles?"
    rf"|documents?|reports?|stories|news items|pieces)\b{_OF_SOMETHING} (?:{_THAT}{_SAY}|{_ARE_HAD}|are there\b)"
    rf"|(?:which|what) (?:articles?|documents)\b{_OF_SOMETHING} (?!of\b|does the\b|did the\b)\w|(?:which"
    r"|what) (?:outlets?|publishers?|publications?|media|newspapers|papers|sources|sites|agencies) (?:(?:have |has "
    rf"|all )?{_SAY}|{_ARE_HAD}|are (?:there|included|represented|covered|in)\b)|(?:which|what) (?:\w+ )?(?:outlet"
    r"|publisher|newspaper|paper|source|author|journalist|reporter)\b[^?]*\b(?:most often|the (?:most|least|fewest)"
    r"|most articles)\b|(?:which|what) (?:authors|journalists|reporters|writers) (?:are|wrote|write|have written"
    rf"|cover)|{_GIVE} (?:all|every|each|any|the|some)?\b ?(?:of )?(?:the |your |other )?[^?]{{0,20}}?\b(?:{_ARTICLES}"
    rf"|article|report)\b{_OF_SOMETHING}(?= (?:about|on|from|by|that|which|mention|in|published|since|before|after"
    r"|between|of|with|quot|you|there|cit|where|when|dealing|written|i)|\W*$)|(?:(?:what|which)(?: is|'s| was| are) "
    rf"|{_GIVE} |open |read |when was |how old is |who wrote )?(?:the |your |my )?(?:\w+ )?(?:newest|latest"
    r"|most recent|oldest|earliest|longest|shortest|first|last)(?: \w+)? (?:articles?|news item)\b(?! (?:of"
    rf"|in) the (?!{_ARCHIVE}))(?=[^?]{{0,40}}$)|.*\b(?:newest|latest|most recent|oldest) articles?\b(?! (?:of"
    rf"|in) the (?!{_ARCHIVE}))|what (?:did|has|have|does|do) (?:the )?{_OUTLET} (?:write|written|wrote|publish"
    rf"|published|run|carry|print|printed|have)\b|what (?:did|has|have) (?:the )?[\w'-]+(?: [\w'-]+){{0,2}} (?:write"
    rf"|written|publish|published|print|printed|report|reported) (?:{_WHEN} )+(?:the )?(?:\w+ ){{0,2}}?{_PERIOD}\b"
    r"|(?:articles|stories|reports|headlines|documents) (?:about|from|by|that|mentioning|published|since|before"
    r"|after)\b|(?:all|every|any) (?:the )?(?:articles?|documents?|stories)\b(?: (?:about|from|by|that|mentioning"
    rf"|published|since|before|after|on)\b|\W*$)|(?:(?:{_GIVE}|what are) )?(?:the |all |all the )?(?:titles?"
    r"|headlines?|authors|publishers|dates|sources|list|names|urls|links) (?:of|for|from|in) (?:the |all |all the "
    rf"|your |these |this |last )*(?:\w+ )?(?:{_ARTICLES}|archive|week|month|year|day)\b|(?:{_GIVE} )(?:the |today's "
    r"|all )*headlines\b|(?:newest|latest|oldest) article\b|headlines\W*$|who (?:wrote|authored|published"
    r"|is the author of|are the authors of) (?:the|these|this|those|most|all)?(?: \w+)? ?articles?\b(?! \d"
    r"| of the (?:treaty|constitution))|when (?:was|were) (?:the |an? )?(?:\w+ )?(?:articles?|documents?|archive"
    r"|index)\b[^?]*\b(?:added|published|written|imported|updated|indexed)\b|(?:what|which) (?:time ?(?:span|frame)?"
    r"|period|dates|date range|years|months|time range|languages?|topics|subjects)(?: (?:of time|period))? (?:do|does"
    rf"|are|is) (?:the|these|your|this) (?:{_ARTICLES}|archive)|(?:are|is|were|was) there (?:an? |any |some |more "
    r"|other )?(?:\w+ )?articles?\b(?! in the (?:treaty|constitution))|(?:do|have) (?:you|we) (?:have |got )?(?:an?"
    r"|any|some|more|other)? ?(?:articles?|documents?|reports?|stories)\b|(?:do|have) (?:you|we) (?:have "
    r"|got )?(?:any(?:thing)?|something) (?:\w+ )?(?:from|by) |what (?:do|have) you (?:have|got) (?:from|by) "
    rf"|count (?:the|all) (?:articles|stories|reports)|what is in (?:the|this|your) {_ARCHIVE}\W*$",
    re.I,
)

_ALL_NAMED = re.compile(rf"(?:all|every|each|which|what|who|name|list)\b[^?]*{_NAMED}", re.I)

_REPORTS = (
    r"(?:articles|sources|reports|newspapers|papers|outlets|accounts|media|press|stories|versions|journalists|figures"
    r"|numbers|estimates|publications|texts|documents|agencies|publishers|reporters|narratives|statements"
    r"|witnesses)(?! (?:of|in|at|from|close) (?:the|a|an) (?:river|ministry|treaty|constitution|contract|company|bank"
    r"|law))"
)
_DIFFER = (
    r"(?:(?:dis)?agree[sd]?\b|disagreements?|differ(?:s|ed|ing|ent|ently|ences?)?|contradict\w*|conflict\w*|match\w*"
    r"|diverge\w*|var(?:y|ies)|in?consisten\w*|discrepanc\w*|at odds|line up|tally|square with|align|coincide|clash\w*"
    r"|dispute\w*|deviate\w*|(?:the )?same\b|(?:tell|say|give|report|name|mention|state|print)\w* (?:the same"
    r"|different|other|differing|something else)|unanimous|in agreement|in line)"
)
_VALUES = (
    r"(?:figures|numbers|dates|estimates|versions|accounts|values|amounts|totals|ages|prices|causes|claims|reports"
    r"|information|statements|data|counts|death tolls|times|sums|explanations|answers|descriptions|details|names"
    r"|stories|spellings)"
)
_DIFFERENT = (
    r"(?:different|differing|diverging|conflicting|contradict(?:ory|ing)|various|varying|competing|rival|inconsistent"
    r"|opposing|divergent)"
)
_DISAGREEMENT = re.compile(
    rf".*\b{_REPORTS}\b[^?]*\b{_DIFFER}|.*\b(?:{_DIFFER}|agreement) (?:\w+ ){{0,4}}?(?:between|among|across|in|from|of"
    r"|by) (?!numbers|figures)(?:(?:the|all|these|those|your|our|different|various|two|three|several"
    rf"|its) )*{_REPORTS}\b|.*\b(?:any|all|no|every|each|one|both) (?:of the |the )?(?:articles?|sources?|reports?"
    rf"|newspapers?|papers?|outlets?)\b[^?]*\b{_DIFFER}|(?:.*\b(?:are|is|were|what|which|there|any|the|give|show|list"
    rf"|find|me|about|have|see|with|how many) )?{_DIFFERENT} {_VALUES}\b(?! (?:did|does|do|has|have|was|were|will|must"
    rf"|should|can|could) )|.*\b(?:conflicting|contradictory|differing|inconsistent) (?:\w+ ){{0,2}}(?:reports"
    r"|accounts|figures|statements|numbers|dates|information|claims|versions)\b|(?:which|what) (?:\w+ )?(?:figures"
    r"|numbers|dates|estimates|versions|accounts|ages|totals|counts|death tolls|times|amounts|prices) (?:(?:are"
    r"|were) (?:there\b|given|mentioned|reported|quoted|named|cited|in circulation|stated|circulating|going round"
    r"|around|doing the rounds|put forward|claimed)|circulate|do (?:the )?(?:different |various "
    rf"|individual )?{_REPORTS}|exist\b)|.*\baccording to (?:the )?(?:different|various|individual|all|both|other"
    rf"|each) (?:of the )?{_REPORTS}|(?:compare|contrast)\b[^?]*\b{_REPORTS}|(?:compare|contrast) (?:how|what) "
    r"|how (?:consistent|coherent|unanimous) (?:are|is|were) |(?:which|what) (?:articles?|sources?|reports?|papers?"
    r"|newspapers?|outlets?) (?:say|give|report|name|claim|speak of|put)\w* [^?]*\b(?:and|or) (?:which|what)\b"
    r"|(?:contradictions?|discrepanc\w+|inconsistenc\w+|disagreements?|conflicting (?:\w+ )?\w+|differing \w+"
    rf"|divergent \w+)\b(?: (?:\w+ ){{0,2}}?(?:between|among|in|on|about|over|of|for|regarding)\b|\W*$)|(?:is|are|was"
    r"|were) there (?:\w+ )?(?:\w+ )?(?:disagreements?|contradictions?|discrepanc\w+|inconsistenc\w+|conflicting \w+"
    r"|doubts? about (?:the )?(?:number|figure|date))\b(?! between the (?:parties|two sides|governments|ministers))"
    r"|.*\b(?:disputed|contested|contradictory|in dispute|inconsistent) (?:in|among|between"
    rf"|across) (?:the )?{_REPORTS}|(?:in (?:which|what) (?:points?|respects?|ways?|details?)|on (?:what"
    r"|which)(?: \w+)?|where|how far|over what|how) (?:do|does|did) (?:the |all |both |these "
    rf"|their )*(?:[\w'-]+ ){{0,6}}?(?:differ|contradict|diverge)\b|(?:in (?:which|what) (?:points?|respects?|ways?"
    r"|details?)|on (?:what|which)(?: \w+)?|where|how far|over what|how|what) (?:do|does"
    rf"|did) (?:the )?{_OUTLET} and (?:the )?{_OUTLET} (?:\w+ ){{0,2}}?(?:dis)?agree"
    rf"|do (?:the )?{_OUTLET} and (?:the )?{_OUTLET} [^?]*{_DIFFER}",
    re.I,
)

_TIMELINE = re.compile(
    r"(?:.*\b(?:an?|the|as|me|short|brief|full|detailed|complete"
    r"|rough) )?(?<!what is the )(?<!what was the )(?<!what's the )(?:time ?lines?|time-lines?|chronolog(?:y"
    r"|ies))\b(?! manager| feature)|what(?: is| was|'s) the (?:time ?line|chronology) (?:of|behind|leading)"
    r"|.*\b(?:time ?line|chronology)\W*$|.*\bin (?:chronological|date|time|temporal|the right|sequential) order\b"
    r"|chronological\w*\b|.*\bchronologically\b|.*\b(?:in|into) (?:the )?(?:correct )?order (?:they|it|things"
    r"|of (?:time|date|events))|(?:in )?(?:what|which) (?:chronological )?(?:order|sequence) (?:did|do|were|was|have"
    r"|had)\b[^?]*\b(?:happen|occur|events?|things|unfold|take place|come)\w*|(?!who\b|how (?:did"
    r"|does) (?!the (?:sequence|course|order)))[^?]*\b(?:sequence|course|order|succession|chain|series"
    r"|run) of (?:the )?events\b|.*\bevents\b[^?]*\b(?:in order|by date|one after (?:the )?(?:other|another))\b"
    r"|.*\b(?:day by day|hour by hour|minute by minute|week by week|month by month|year by year|date by date"
    r"|day-by-day|hour-by-hour|minute-by-minute|blow-by-blow|blow by blow)\b|(?:(?:take|walk|talk|lead|guide"
    r"|bring) (?:me|us) (?:\w+ )?through|(?:recount|trace|retrace|reconstruct) (?:the|how|what|all|everything|for))\b"
    r"|when did each\b|(?:show|give|describe|how)\b[^?]*\bover time\W*$|(?:sort|order|arrange|put|list|show|give"
    r"|line up|rank)\b(?![^?]*\b(?:articles|reports|stories)\b)[^?]*\b(?:by date|in order|by day|with dates|by time"
    r"|in dates|with their dates)\b|.*\bwhat happened when\W*$|.*\bwhat happened when (?:in|during|at|and where"
    r"|and in what order)\b|.*\bwhen did (?:what|which things?|each thing|everything) (?:happen|take place)|.*\b(?:key"
    r"|important|main|crucial|all|relevant|the) dates (?:in|of|for)\b|.*\bdates of (?:everything|all (?:the )?events"
    r"|the events|what)|(?:(?:give|show|list|name|what (?:are|were))(?: me| us)? (?:all )?(?:the )?)?(?:key |main "
    r"|important )?milestones (?:of|in|for|on)\b|.*\bhistory of [^?]* (?:in dates|by date|by year)"
    r"|.*\bfrom (?:the )?(?:beginning|start|first day) (?:to|until|till) (?:the )?(?:end|finish|today|now|last day)\b"
    r"|how (?:did|has|have|does|do) (?:the |this |that |it|things|events)\b[^?]*\b(?:unfold|unfolded|evolve|evolved"
    r"|play out|played out|develop over|developed over|develop since|developed since|progress over|progressed over"
    r"|change over time|changed over time|develop from|developed from)\b|how (?:did|has|have) (?:the |this |that |it"
    r"|things|events)\b[^?]*\b(?:unfold|evolve|develop)(?:ed)?\W*$|(?:which|what) events (?:led|preceded|came before"
    r"|followed)\b|what (?:happened|came) first\b[^?]*\b(?:then|after|next|order|second)|(?:how )?(?:did"
    r"|do) (?:the )?events (?:unfold|happen|develop)|steps? (?:that )?(?:led|leading) (?:up )?to",
    re.I,
)

_POINTS = (
    r"(?:(?:main|key|most important|biggest|central|essential|principal|major|big|top|core"
    r"|important) (?:\w+ )?(?:points|topics|themes|stories|takeaways|facts|findings|messages?|ideas|news|developments"
    r"|events|things|issues))"
)
_ABOUT = r"(?:about|on|of|for|regarding|concerning|in|from|behind|around|with)"
_GIVE_ME = (
    r"(?:(?:give|write|provide|make|prepare|create|show|get|send|produce|offer|let me have|draft|do|tell)(?: me| us)?)"
)
_OVERVIEW = re.compile(
    r"(?:summari[sz]e|sum (?:\w+ )?up|recap|tl;?dr|brief (?:me|us)|outline|condense|digest|run me through"
    rf"|(?:{_GIVE_ME} )?(?:an? |the )?(?:quick |short |latest |brief )?update|(?:catch|bring|fill|get|keep) (?:me"
    rf"|us) (?:up|in|updated|posted)|update (?:me|us)|(?:what )?did i miss)\b|(?:{_GIVE_ME} )?(?:an? |the "
    rf"|your )?(?:\w+ ){{0,3}}?(?:summary|overview|digest|recap|rundown|run-down|synopsis|outline|abstract|gist"
    r"|low-?down|highlights|briefing|essentials|nutshell|big picture|short version|abridged version|basics"
    rf"|bullet points|wrap-?up|round-?up|précis)(?: (?:{_ABOUT})\b|\W*$)|(?:{_GIVE_ME} )?(?:just |only )?(?:the |some "
    rf"|your )?{_POINTS}\b(?: {_ABOUT}\b|\W*$)|{_GIVE_ME} (?:the |all the |some )?(?:facts|story|news|latest"
    r"|background story|details) (?:about|on|of|behind|from|for)\b|what (?:is|are|does|do) (?:this|these|those|it|the"
    rf"|my|your|all (?:the|these)) (?:articles?|stor(?:y|ies)|reports?|texts?|documents?|{_ARCHIVE}) (?:all |mainly "
    r"|mostly )?(?:about|say|contain|cover|deal with|tell)|what (?:is|are|were|was) (?:the"
    rf"|your) {_POINTS}(?: (?:{_IN_IT}|{_ABOUT} [^?]*))?\W*$|(?:and )?what (?:do|does|did|have|has) (?:(?:the|your"
    rf"|these|those|our|all|any|all the|my|this) )?(?:\w+ )?(?:{_ARTICLES}|article|report|media|press|papers|archive"
    r"|story|coverage|reporting|you) (?:(?:actually |generally |all )?(?:say|said|report|reported|write|written|tell"
    r"|told|know|have|got|offer|contain|cover|find|found|mention)\b)(?: us| me| to say)?(?: (?:about|on|of|regarding"
    r"|concerning)\b|\W*$)|what (?:do|can) (?:we|you|i|people) (?:know|learn|tell (?:me|us)|find out|say"
    r"|read) (?:so far |now |already )?(?:about|of|on|regarding|from)\b|(?:what|how much) (?:is|was"
    r"|has been) (?:so far |currently |already )?(?:known|reported|said|written|published) (?:so far |to date "
    r"|now )?(?:about|of|on)\b|what (?:happened|has happened|was happening|is happening|has been happening"
    r"|has been going on|happens|had happened|went on|took place|occurred|is going on|was going on|goes on"
    r"|transpired)(?:(?: (?:here|there|then|exactly|lately|recently|so far|today|yesterday|this|last|since|in|at|with"
    r"|on|during|over|around|about|between|near|behind|off"
    r"|along|across|inside|outside|that|and why|the|new|right))\b(?! (?:if|when)\b)[^?]*)?\W*$"
    r"|what(?:'s| is) (?:happening|going on|up)\b[^?]*|how (?:is|are|did) (?:it|things|everything) (?:going"
    r"|go) (?:with|at|in)\b|(?:(?:what|anything|something)(?:'s| is| are)? )?(?:the )?(?:new|latest)(?: (?:news"
    r"|developments?|updates?|stor(?:y|ies)|about|on|with|in|from|at|regarding)\b[^?]*)?\W*$|(?:is"
    r"|are) there (?:any(?:thing)?|some) (?:new|news|updates?|developments?)\b|(?:any|some|the|more)? ?(?:news"
    r"|updates?|developments|info(?:rmation)?|infos|details)(?: (?:about|on|of|from|regarding|concerning|in"
    r"|with)\b[^?]*)?\W*$|any(?:thing)? (?:new|news|updates?|developments|information|info)\b|do you have (?:any|some"
    r"|more)(?:thing)?(?: \w+)? (?:about|on|regarding)\b|what do you have (?:about|on|regarding)\b"
    r"|(?:please )?(?:tell|inform|enlighten|talk to|teach) (?:me|us)(?: (?:more|something|all|everything|a bit"
    r"|a little|briefly|what you know|what happened|the story))*(?: (?:about|on|of|in|at|with|during|behind)\b|\W*$)"
    rf"|(?:{_GIVE_ME} |list |find |share )?(?:everything|all|anything)(?: that)? (?:about|on|there is|you (?:know|have"
    r"|can|find|could)|we know|i (?:need|should) (?:to )?know)\b|what (?:should|must|do) i (?:need to )?know\b"
    r"|what to know about\b|(?:i want|i'd like|i need|want|need)? ?(?:to )?(?:know|learn|read|hear"
    r"|understand) (?:more |something |all |everything )?about\b|what(?:'s| is| was) the (?:\w+ )?(?:story|affair"
    r"|fuss|deal|situation|matter|news|latest|state of play|state of affairs|status quo|case|issue|problem"
    r"|controversy|scandal|row|dispute|quarrel|drama|debate) (?:of|with|behind|about|around|over|in|on|at|regarding"
    r"|between|all about)\b|where do things stand\b|what(?:'s| is) the (?:status|state) of (?:the )?(?:talks"
    rf"|negotiations|investigation|project|affair|dispute|strike|trial)|{_GIVE}? ?(?:all|every"
    rf"|each) [^?]{{0,20}}?\b(?:mentions?|passages?|quotes?)\b"
    r"|describe (?:the |what )?(?:situation|events?|affair|state|happened)\b"
    r"|.*[,:;–-] ?(?:catch me up|brief me|(?:give me )?(?:the )?(?:main|key) points|summari[sz]e(?: (?:it|this"
    r"|please))*|tl;?dr|in (?:short|brief|a nutshell)|(?:short |brief |quick )?(?:summary|overview|recap"
    r"|gist))(?: please| pls)?\W*$|(?!(?:who|whose|what|which|when|where|why|how|is|was|did|does)\b)[^?]*\b(?:summary"
    r"|overview|recap|tldr|in a nutshell|explained|at a glance|main points|key points|key facts"
    r"|all you need to know)\W*$|(?:everything|all)(?: there is to know)? about\b",
    re.I,
)

_FOR_ONE = re.compile(r"(?:and |but )?(?:how (?:much|many|old|long|far|often|high|big)|whom?|whose|when|where)\b", re.I)

_YES_NO = re.compile(r"(?:if|whether)\b|is it (?:really |actually )?(?:true|correct|right|a fact) that\b", re.I)
_AUX = r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must)"
_OR = re.compile(r"\bor\b(?! not\b)", re.I)
_VERB_FIRST = re.compile(rf"{_AUX}(?:n't)?\b", re.I)
_STATED = re.compile(
    rf"(?!(?:{_AUX}|who|whom|whose|what|which|when|where|why|how|in|on|at|by|for|to|from|with|under|since"
    r"|until)\b)(?:[^?,]*\b(?:is|are|was|were|has|have|had|will|can|does|did|would|must|isn't|wasn't|aren't|weren't"
    rf"|hasn't|didn't|doesn't|won't|can't) (?:\w+ ){{0,6}}\w+)\?$",
    re.I,
)
_ANY = re.compile(
    r"(?:any(?:one|body|thing)?|no one|nobody|someone|somebody) (?:\w+ ){0,3}?(?:\w+ed|hurt|dead|killed|injured"
    r"|missing|left|found|held|caught|shot|new|known)\b|any (?:\w+ )?(?:injur\w+|casualt\w+|deaths?|victims?"
    r"|survivors?|arrests?|damage|suspects?|witnesses|plans?|changes?|chance|proof|evidence|reaction)\b",
    re.I,
)
_ASKS_WORD = re.compile(r"(?<!\w)(?:who|whom|whose|what|which|when|where|why|how)(?:'s)?(?!\w)", re.I)

_NUMBERED = r"(?:two|three|four|five|six|seven|eight|nine|ten|twelve|both|other|[2-9]|1\d)"
_WORD = rf"(?!(?:{_AUX}|kind|kinds|sort|type|share|number|percentage|means)\b)[\w'-]+"
_PLURAL = (
    r"(?:people|men|women|children|media|police officers|(?!(?:news|series|thus|does|was|has|this|grounds|means|terms"
    r"|circumstances|odds|perhaps|always|besides)\b)\w{2,}[^\Wsui]s)"
)
_LIST = re.compile(
    rf"(?:list|enumerate|name|identify|cite|specify)\b(?! (?:the |me the )?(?:\w+ ){{0,2}}(?:name|date|number"
    r"|price)\b)|(?:give|show|tell|find|get)(?: me| us)? (?:(?:a|the|all|some|every|each|me|full"
    r"|complete) )*(?:list of |(?:full )?names? of |names\b)|(?:give|show|tell)(?: me| us)? (?:the |all |all the "
    rf"|some )?(?:{_NUMBERED} )?(?:\w+ ){{0,2}}?{_PLURAL} (?:of|that|who|which|for|in|from)\b|(?:and |in |on |to "
    r"|from |for |by |at |with |of |under |against |between |through )?(?:which"
    rf"|what) (?:of the )?(?:{_NUMBERED} )?(?:{_WORD} ){{0,3}}?(?:and (?:which )?(?:\w+ )?)?{_PLURAL}(?: (?:of|in|from"
    r"|on|at|for|to|with|outside|about|against|between) (?:(?:the|a|an|this|these|his|her|its"
    rf"|their) )?(?:[\w'-]+ ){{1,4}}?)? ?(?:and [\w-]+ )?\b(?:{_AUX}\b|\w+ed\b|want|apply|bid|won|lost|came|went|took"
    r"|made|got|said|plan|belong|oppose|support|face|need|remain|include|make up|took part|still)|(?:which"
    r"|what) of the \w+|who (?:all|else)\b|who (?:are|were) (?:the |all |these |those |his |her |its "
    rf"|their )?(?:[\w'-]+ ){{0,4}}?(?!parents of)\w+|(?:what|which) (?:are|were) (?:the |all |all the |its |his |her "
    rf"|their |these |some (?:of the )?)?(?:{_NUMBERED} )?(?:[\w'-]+ ){{0,2}}?{_PLURAL}\b(?! (?:like|about|worth"
    rf"|made of|called|used for|doing|going)\b)|(?:which|what) (?!other\b){_NUMBERED} \w+|(?:the )?(?:list|names) of\b",
    re.I,
)

_LIST_OF_THINGS = re.compile(
    rf"(?:which|what) (?:{_NUMBERED} )?(?:{_WORD} )?(?!(?:words|comments|arguments|objections|views|opinions|terms"
    rf"|answers|remarks)\b){_PLURAL} (?:did|does|do|has|have)\b",
    re.I,
)
_WHY = re.compile(
    r"why\b|how come\b|(?:for|on|under|by) (?:what|which) (?:\w+ )?(?:reasons?|grounds?|basis|circumstances?"
    r"|conditions?|evidence)\b",
    re.I,
)
_VERBS_OF_SAYING = (
    r"(?:say|said|says|tell|told|call|called|calls|claim|claimed|claims|warn|warned|warns|announce|announced|deny"
    r"|denied|denies|admit|admitted|describe|described|describes|compare|compared|compares|accuse|accused|accuses"
    r"|argue|argued|demand|demanded|insist|insisted|declare|declared|criticise|criticised|criticize|criticized|praise"
    r"|praised|complain|complained|explain|explained|remark|remarked|comment|commented|speak of|spoke of|speaks of"
    r"|promise|promised|apologise|apologised|apologize|apologized|suggest|suggested|predict|predicted|quip|joked|blame"
    r"|blamed|thank|state|stated|dismiss|dismissed|question|questioned|think|thinks|thought|believe|believes|believed"
    r"|answer|answered|reply|replied|express|expressed|urge|urged|vow|vowed|hope|hopes|hoped|wish|wants?|wanted"
    r"|expects?|expected|fears?|feared|write|wrote)"
)
_WHO_SAID = re.compile(
    r"who (?:\w+ly |also |once |first |has |had |publicly )*(?:said|says|told|called|calls|claimed|claims|warned"
    r"|warns|denied|denies|admitted|described|describes|compared|accused|argued|argues|declared|insisted|criticised"
    r"|criticized|praised|complained|remarked|commented|spoke of|speaks of|apologised|apologized|joked|blamed|likened"
    r"|suggested|predicted|stated|questioned|dismissed|announced|thinks|believes|explained|quipped|promised"
    rf"|maintains)\b|(?:which|what|whose) (?!.*\bdid\b)(?:[\w'-]+ ){{1,3}}(?:said|says|called|claimed|warned|denied"
    r"|admitted|described|compared|accused|argued|declared|likened)\b|(?:what|how|which"
    rf"|why) (?:else )?(?:[\w'-]+ )?(?:did|does|do|has|have|had|is|was|were|are) (?:[^\s?,]+ ){{1,10}}?(?:also |just "
    r"|then |publicly |really )*"
    r"(?<!\bthe )(?<!\ba )(?<!\bits )(?<!\btheir )"
    r"(?:quoted as (?:saying|calling)|reported (?:as|to have) sa|say|said|tell|told|think"
    r"|argue|claim|reply|replied|respond|responded|react|reacted|describe|described|call|called|justify|justified"
    r"|comment|commented|explain|explained|defend|characteri[sz]e|put it|sum up|demand|demanded|promise|promised|warn"
    r"|warned|announce|announced|predict|predicted|write|written|account for|criticise|criticize|complain|express"
    r"|admit|deny|want|make of|insist|state|stated|suggest|view|see|judge|assess|answer|accuse|apologi[sz]e)\b"
    r"|whose (?:words|opinion|view|claim|statement|quote|phrase|verdict|remark|idea)\b|.*\bwhose words\b"
    r"|.*\bwho (?:said|says) (?:that|this|it|so)\b|.*\bwho said\b|(?:quote|cite|give me (?:a"
    r"|the) (?:exact )?(?:quotes?|words|statement))\b|(?:in |with |by )?(?:what|which|whose) (?:words|terms|phrase"
    r"|expression|reply|answer|comment|response|statement|argument|objections?|opinion|view|criticism|warning"
    rf"|promise)\b|what(?: is| was| are| were|'s) (?:the )?(?:[\w'’-]+ ){{1,5}}?(?:view|opinion|comments?|reply"
    r"|response|reaction|answer|statement|position|verdict|stance|argument|objection|take|criticism|message"
    r"|explanation|assessment|words?)(?: (?:on|of|about|to|for|against)\b|\W*$)|what (?:is|was|were|are) the (?:view"
    r"|opinion|comments?|reply|response|reaction|answer|statement|position|stance|words|verdict|message) of\b"
    r"|what,? according to\b|according to [^?,]+,|(?:\w+'s |\w+ )?(?:exact )?words (?:on|about|of)\b|.*\b(?:'s"
    r"|s') (?:words|reaction|comment|opinion|view|reply|response) (?:on|to|about|of)\b|(?:in|to|for) (?:what"
    rf"|which) (?:\w+ )?(?:did|does|do|has) (?:[^\s?,]+ ){{1,6}}?{_VERBS_OF_SAYING}\b",
    re.I,
)

_WHY_HOW = re.compile(
    r"why\b|how come\b|(?:for|on|under|by|in|through|out of|with) (?:what|which) (?:\w+ )?(?:reasons?|grounds?|basis"
    r"|way|means|manner|circumstances?|conditions?|purpose|method|evidence|respect|argument)\b|what (?:made|makes|led"
    r"|leads|prompted|caused|causes|prevented|prevents|explains|drove|drives|kept|keeps|stopped|stops|triggered"
    r"|brought|forced|allowed|enabled|motivated|went wrong|distinguishes|sets)\b|what(?: is| was|'s| were"
    r"| are) (?:the |behind |his |her |its |their )?(?:\w+ )?(?:reasons?|causes?|purpose|point|aim|motive|explanation"
    r"|idea|trigger|goal|rationale|basis)\b|(?:the )?(?:reasons?|cause) (?:for|of|why)\b|how (?:do|does|did|is|are|was"
    r"|were|has|have|had|can|could|will|would|come|to|should|might)\b(?! (?:it|this|that) (?:cost|last))|explain\b"
    r"|describe\b|what (?:\w+ )?happen(?:s|ed)?\b|how\W*$",
    re.I,
)


def question_kind_of(text: str, form: Form, wanted: Wanted) -> QuestionKind:
    """Return the kind of one question in full.

    Args:
        text: The question in full.
        form: The form that its answer should have.
        wanted: What would answer it.
    """
    core = _asked_at_last(text)
    if of_articles := _of_articles(core):
        return of_articles
    if _YES_NO.match(core) or (_VERB_FIRST.match(core) and not _OR.search(core)) or _ANY.match(core):
        return "yes_no"
    if not _ASKS_WORD.search(core):
        return _of_keywords(core, form)
    if _WHY.match(core):
        return "why_how"
    if _LIST_OF_THINGS.match(core):
        return "list"
    if wanted.sort == "words" or _WHO_SAID.match(core):
        return "who_said"
    if form == "list" or _LIST.match(core):
        return "list"
    return "why_how" if form == "account" or _WHY_HOW.match(core) else "fact"


def beside_the_articles(asked: str) -> Talk | Outside | None:
    """Return the kind of a message that is not searched for; None if articles are searched.

    Args:
        asked: The message as typed.
    """
    if talk := talk_of(asked):
        return talk
    return None if len(questions_in(asked)) > 1 else outside_of(_asked_at_last(asked))


def kind_as_asked(asked: str) -> QuestionKind | None:
    """Return the kind of a message that is not a single question about the articles.

    Returns None for one that is, which still has to be written out in full.
    """
    if talk_of(asked):
        return "smalltalk"
    if len(questions_in(asked)) > 1:
        return "several"
    return "outside" if beside_the_articles(asked) else None


def _asked_at_last(text: str) -> str:
    """Return the last question, without its opening and the context in brackets."""
    said = _ADDED.sub("", without_opening(text))
    *_, last = [said, *(said[span.start : span.end] for span in sentences(said))]
    asks = last.endswith("?") and len(last.split()) > 1
    core = without_opening(last)
    return core if asks and (_ASKS_WORD.search(core) or _VERB_FIRST.match(core)) else said


def _of_articles(core: str) -> QuestionKind | None:
    """Return the kind of a question that no single sentence answers; None if one might."""
    if _DISAGREEMENT.match(core):
        return "disagreement"
    if _TIMELINE.match(core):
        return "timeline"
    if catalogue_request(core) or _CATALOGUE.match(core) or _ALL_NAMED.match(core):
        return "catalogue"
    if is_of_a_side(core) and not _FOR_ONE.match(core):
        return "side_overview"
    return "overview" if _OVERVIEW.match(core) else None


def _of_keywords(core: str, form: Form) -> QuestionKind:
    if _LIST.match(core) or form == "list":
        return "list"
    if _STATED.match(core):
        return "yes_no"
    if _WHO_SAID.match(core):
        return "who_said"
    if form == "account" or _WHY_HOW.match(core):
        return "why_how"
    return "overview" if len(core.split()) <= _WORDS_OF_A_SUBJECT and is_a_subject(core) else "fact"
