"""What several tests of chapters share."""

import pytest

from tests.chapters.small_book import write_book


@pytest.fixture
def book(tmp_path):
    """The folder of a book of two chapters, up to date."""
    write_book(tmp_path)
    return tmp_path
