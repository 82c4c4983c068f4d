"""Where replications are computed: in this process, or on worker processes of this machine."""
