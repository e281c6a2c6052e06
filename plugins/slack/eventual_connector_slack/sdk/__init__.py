"""What is read from the source of the installed slack_sdk, to generate from; nothing of it is imported."""
