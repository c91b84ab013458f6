"""`python -m matching.concepts`: see `matching.concepts.review`."""

import sys

from matching.concepts.review import main

sys.exit(main())
