"""What people read: pages for the terminal, written once and laid out for any width."""
