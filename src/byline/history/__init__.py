"""What users create: conversations, feedback on replies, and saved questions.

conversations.py  conversations held in the page
feedback.py       feedback on replies, and the labelled questions made from it
alerts.py         saved questions
calibration.py    refits an archive's confidence to its feedback
"""
