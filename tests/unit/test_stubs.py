import inspect

import pytest
from gradio import Textbox

from byline import Archive
from byline.web.stubs import without_stubs


def test_components_have_no_source_file_while_gradio_is_imported() -> None:
    with without_stubs():
        with pytest.raises(OSError, match="no stubs"):
            inspect.getfile(Textbox)
        assert inspect.getfile(Archive).endswith("archive.py")
    assert inspect.getfile(Textbox).endswith("textbox.py")
