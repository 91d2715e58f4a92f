"""Entry script of an installed copy: what ``micic run`` starts."""

from assessment.ui.navigation import main

main()
