"""parse: what is parsed, what is left out before, and what becomes of lines that nobody writes."""

import pytest

from dateline.config import Config
from dateline.context import Context
from dateline.pipeline import read_page
from dateline.records import IssueReason, Page, PageKind
from dateline.run.work import shared_context
from dateline.stages.parse.pieces import MAX_CHARS, is_endless
from dateline.stages.parse.screen import may_be_political

NEWS = (
    "The government in Lima lifted the curfew on Monday, a minister said.\n"
    "Police had arrested forty protesters near the parliament.\n"
    "The attic was thick with dust and cobwebs.\n"
    "President Ana Lund thanked the army."
)
RECIPE = "Peel the carrots, slice them thinly and roast them for half an hour until they are golden and soft.\n" * 12


@pytest.fixture(scope="module")
def context() -> Context:
    return shared_context(Config())


@pytest.fixture(scope="module")
def unscreened(context) -> Context:
    other = Context(Config(screen=False))
    other.__dict__["parser"] = context.parser  # a model is loaded once
    return other


def parsed(text, context, kind=PageKind.PAGE):
    return [s.text for s in read_page(Page(id="p", text=text, kind=kind), context, last="parse").sentences]


def test_a_line_that_tells_nothing_is_not_parsed(context, unscreened):
    kept = parsed(NEWS, context, PageKind.STORY)
    assert "The attic was thick with dust and cobwebs." in parsed(NEWS, unscreened, PageKind.STORY)
    assert [line for line in NEWS.split("\n") if line not in kept] == ["The attic was thick with dust and cobwebs."]


def test_a_page_without_politics_is_not_parsed(context, unscreened):
    assert parsed(RECIPE, unscreened)
    assert not parsed(RECIPE, context)


@pytest.mark.parametrize("form", ["shot", "shooting", "arrested", "bombs", "accuses", "fled", "overflew", "lifted", "met"])
def test_inflected_words_of_the_lexicon_are_signs(context, form):
    assert may_be_political([f"Troops {form} it in Lima."], context.signs)


def test_a_long_story_is_judged_by_its_words_not_by_its_length(context):
    assert may_be_political([NEWS] * 400, context.signs)


def test_screening_changes_no_record_of_news(context, unscreened):
    page = Page(id="p", text=NEWS, date="2024-03-04")
    screened, whole = (read_page(page, c, last="code").events for c in (context, unscreened))
    assert [(e.event, e.predicate, e.actor, e.date) for e in screened] == [
        (e.event, e.predicate, e.actor, e.date) for e in whole
    ]
    assert screened


def test_a_long_line_is_cut_at_sentences(context):
    text = "Troops shot dead three marchers in Lima on Monday, police said. " * 400
    sentences = parsed(text, context, PageKind.STORY)
    assert len(text) > 3 * MAX_CHARS
    assert sentences == ["Troops shot dead three marchers in Lima on Monday, police said."] * 400


def test_text_without_an_end_is_an_issue_and_costs_no_parse(context):
    text = "Troops shot marchers in Lima and " * 3000
    reading = read_page(Page(id="p", text=text, kind=PageKind.STORY), context, last="parse")
    assert {issue.reason for issue in reading.issues} == {IssueReason.SENTENCE_TOO_LONG}
    assert not reading.sentences
    assert is_endless(text, 250)
    assert not is_endless("Troops left. " * 3000, 250)


@pytest.mark.parametrize(
    ("text", "word", "lemma"),
    [
        ("Uganda's army court-martialled the opposition leader.", "court-martialled", "courtmartial"),
        ("Mexico re-imposed sanctions on Peru.", "re-imposed", "reimpose"),
        ("Chad re-arrested the editor.", "arrested", "arrest"),
    ],
)
def test_a_verb_with_a_hyphen_is_one_word(context, text, word, lemma):
    [sentence] = read_page(Page(id="p", text=text, kind=PageKind.STORY), context, last="parse").sentences
    [token] = [t for t in sentence.tokens if text[t.start : t.end] == word]
    assert token.pos == "VERB"
    assert token.lemma.startswith(lemma)


@pytest.mark.parametrize(
    "text", ["A fact-finding team met the co-founder.", "The well-armed men left.", "Kim Jong-un met Sun-hee."]
)
def test_other_words_keep_their_hyphens(context, text):
    assert context.compounds.left_out(text) == frozenset()
