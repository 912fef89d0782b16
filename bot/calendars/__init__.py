"""The working calendar on the command line and in the running bot."""
