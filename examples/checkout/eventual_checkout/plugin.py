"""What the example gives to `eventual`: the command `demo`, named in the manifest. It brings no connector."""
