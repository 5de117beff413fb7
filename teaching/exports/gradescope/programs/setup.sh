#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image.
set -euo pipefail

export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq bubblewrap libseccomp2
for version in 3.15 3.14 3.13 3.12 3.11; do
  if apt-get install -y -qq "python$version" "python$version-venv"; then
    break
  fi
done
"python$version" -m venv /opt/grader
# PyTorch comes with its GPU libraries, about 3 GB. To build a smaller image, add the index of
# PyTorch's CPU builds to this line, as PyTorch's own page says.
/opt/grader/bin/pip install --quiet --requirement /autograder/source/requirements.txt
