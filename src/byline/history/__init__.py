"""What people leave behind: conversations in the page, feedback on replies, and saved questions.

conversations.py  the conversations of the page
feedback.py       what people say of replies, and the labelled questions that it makes
alerts.py         saved questions
calibration.py    an archive's own confidence, refitted on them
"""
