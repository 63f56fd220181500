"""What people leave behind: conversations in the page, and feedback on replies.

conversations.py  the conversations of the page
feedback.py       what people say of replies, and the labelled questions that it makes
calibration.py    an archive's own confidence, refitted on them
"""
