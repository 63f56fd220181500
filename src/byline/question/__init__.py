"""What is being asked: a follow-up said in full, the period, the form of the answer, the words."""
