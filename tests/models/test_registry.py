"""The registry: what was saved comes back exactly, and what was changed is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.tree import DecisionTreeClassifier

from tradewind.errors import ModelError
from tradewind.models import registry as registry_module
from tradewind.models.artefact import Artefact, export
from tradewind.models.linear import LinearModel
from tradewind.models.registry import ModelRegistry
from tradewind.models.splits import WalkForward
from tradewind.models.training import train_direction


def trained(seed=1, **options):
    rng = np.random.default_rng(seed)
    close = 100 * np.exp(np.cumsum(0.01 * rng.normal(size=300)))
    ts = (np.arange(300, dtype=np.int64) + 1) * 86_400_000_000_000
    settings = {"horizon": 2, "splits": WalkForward(3), "cost": 0.001, "seed": 5, "shuffles": 2, "draws": 30}
    return train_direction(rng.normal(size=(300, 2)), ("a", "b"), close, ts, **settings | options)


@pytest.fixture(scope="module")
def artefact():
    return export(trained(), "features-1")


def test_what_was_saved_comes_back_bit_for_bit(tmp_path, artefact):
    registry = ModelRegistry(tmp_path)
    version = registry.save("direction", artefact)
    again = registry.load("direction")
    for name in LinearModel._fields:
        assert getattr(again.model, name).tobytes() == getattr(artefact.model, name).tobytes()
    assert again.record == artefact.record and again.version == version == artefact.version
    assert again.record["evidence"]["sentence"].startswith("No evidence of an edge")
    assert again.record["protocol"]["splits"]["n_splits"] == 3


def test_the_same_training_is_the_same_version(artefact):
    assert export(trained(), "features-1").version == artefact.version
    assert export(trained(), "features-2").version != artefact.version
    assert export(trained(seed=2), "features-1").version != artefact.version


def test_latest_is_what_was_saved_last(tmp_path, artefact):
    registry, other = ModelRegistry(tmp_path), export(trained(seed=2), "features-1")
    first, second = registry.save("direction", artefact), registry.save("direction", other)
    assert registry.latest("direction") == second
    registry.save("direction", artefact)
    assert registry.latest("direction") == first
    assert [(e.version, e.latest) for e in registry.list()] == [(second, False), (first, True)]
    assert registry.load("direction", second[:6]).version == second


@given(st.data())
def test_any_changed_byte_is_refused(tmp_path_factory, artefact, data):
    registry = ModelRegistry(tmp_path_factory.mktemp("models"))
    version = registry.save("direction", artefact)
    path = registry.workspace / "models" / "direction" / version / "model.json"
    content = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    with pytest.raises(ModelError, match=version):
        registry.load("direction")


def test_a_truncated_file_is_refused(tmp_path, artefact):
    registry = ModelRegistry(tmp_path)
    version = registry.save("direction", artefact)
    path = tmp_path / "models" / "direction" / version / "model.json"
    path.write_text(path.read_text()[:200])
    with pytest.raises(ModelError, match="not a model file"):
        registry.load("direction")


def test_a_failed_write_leaves_nothing_half_written(tmp_path, artefact, monkeypatch):
    registry = ModelRegistry(tmp_path)
    before = registry.save("direction", artefact)

    def full_disk(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(registry_module.os, "fsync", full_disk)
    with pytest.raises(ModelError, match="No space left on device"):
        registry.save("direction", export(trained(seed=2), "features-1"))
    monkeypatch.undo()
    assert registry.latest("direction") == before
    assert len(registry.list()) == 1
    assert not list(tmp_path.rglob(".tmp-*"))


def test_a_crash_between_model_and_index_keeps_the_old_latest(tmp_path, artefact):
    registry, other = ModelRegistry(tmp_path), export(trained(seed=2), "features-1")
    first = registry.save("direction", artefact)
    index = (tmp_path / "models" / "direction" / "versions.json").read_bytes()
    second = registry.save("direction", other)
    (tmp_path / "models" / "direction" / "versions.json").write_bytes(index)
    assert registry.latest("direction") == first
    assert {e.version for e in registry.list()} == {first, second}


def test_wrong_use_is_answered_in_one_line(tmp_path, artefact):
    registry = ModelRegistry(tmp_path)
    assert registry.list() == []
    with pytest.raises(ModelError, match=r"no model named direction \(there are: none yet\)"):
        registry.load("direction")
    with pytest.raises(ModelError, match="not a model name"):
        registry.save("../direction", artefact)
    registry.save("direction", artefact)
    with pytest.raises(ModelError, match="no version 'ffffffff'"):
        registry.load("direction", "ffffffff")


def test_what_cannot_be_served_is_not_exported():
    with pytest.raises(ModelError, match="DecisionTreeClassifier can be measured but not served"):
        export(trained(estimator=DecisionTreeClassifier(random_state=0), shuffles=0), "features-1")


def test_a_model_that_saw_what_it_speaks_of_is_refused(artefact):
    leaky = artefact.model._replace(trained_until=artefact.model.valid_from)
    text = Artefact(artefact.features, artefact.feature_set, leaky, {}).to_json()
    with pytest.raises(ModelError, match="trained on what it speaks of"):
        Artefact.from_json(text)
