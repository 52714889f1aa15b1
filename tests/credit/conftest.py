"""The demo city, as the tests of cases set it up."""

from tests.cases.conftest import cast as cast
from tests.cases.conftest import city as city
from tests.cases.conftest import play as play
