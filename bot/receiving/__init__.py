"""Taking updates in: poller or webhook, inbox, one chat after another, chats side by side."""
