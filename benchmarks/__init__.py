"""Every measured claim, printed by a command."""
