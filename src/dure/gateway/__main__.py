"""`python -m dure.gateway`"""

import sys

from dure.gateway.process import main

sys.exit(main())
