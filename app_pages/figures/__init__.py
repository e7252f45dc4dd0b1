"""Given data, shows it. Knows no visitor, no page, no address."""
