"""Writes the sample forms in every way: FOLDER/CLUSTER-WAY.docx and .json, what is true of it.

usage: make.py SAMPLES FOLDER [WAY...]
"""

import os
import sys

import answers  # noqa: F401  (registers its ways)
from form import Form
from ways import WAYS


def main(samples, folder, *names):
    os.makedirs(folder, exist_ok=True)
    for name in names or WAYS:
        for cluster in (1, 2):
            form = Form(samples, cluster)
            WAYS[name](form)
            form.save(os.path.join(folder, f"{cluster}-{name.replace(' ', '_')}"))


main(*sys.argv[1:])
