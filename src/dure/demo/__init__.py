"""A demonstration plant: a fictional maker of rice noodles and sauces whose machines speak the real protocols.

`simulation` says what happened at any moment of plant time, `machines` say it on the wire,
`plant` loads the master data, `run` starts it all. Only for trying and testing; it refuses the
folder of a real plant.
"""


def main(arguments: list[str] | None = None) -> int:
    """`dure demo`."""
    from dure.demo.run import main as run

    return run(arguments)
