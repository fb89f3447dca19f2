"""`python -m tests.faults [--rounds N] [--seed N]`."""

from tests.faults.run import main

raise SystemExit(main())
