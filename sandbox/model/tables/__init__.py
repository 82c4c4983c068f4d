"""The shape of the tables that engines run on."""
