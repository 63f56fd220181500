"""What people leave behind: conversations in the page, and feedback on replies."""
