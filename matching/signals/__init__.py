"""The signals, in the order in which an explanation lists them. `text` stands apart: it reads the index."""

from matching.rules import Reads, Signal, both
from matching.signals.inputs import inputs
from matching.signals.language import language
from matching.signals.modality import modality
from matching.signals.proximity import proximity
from matching.signals.sdg import sdg
from matching.signals.sector import sector
from matching.signals.timing import timing
from matching.signals.track_record import track_record

SIGNALS: tuple[Signal, ...] = (
    Signal("sector", both("sectors"), sector),
    Signal("modality", both("modalities"), modality),
    Signal("inputs", both("effective_inputs"), inputs),
    Signal("language", both("languages", "language"), language),
    Signal("timing", both("available_from", "available_until"), timing),
    Signal("proximity", both("party"), proximity),
    Signal("track_record", Reads((), ("track_record",)), track_record),
    Signal("sdg", both("sdg"), sdg),
)
TEXT = "text"
SIGNAL_NAMES: tuple[str, ...] = (TEXT, *(signal.name for signal in SIGNALS))
