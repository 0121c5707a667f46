"""The forms that networks of other makers come in, one of each kind that differs in what a reader has to do."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """Dimensions, channels in, classes out, what it answers (sigmoid, softmax, logits or argmax), its numbers."""
    dimensions: int
    channels: int
    classes: int
    answer: str
    type: str = "float32"

    @property
    def name(self):
        half = "-fp16" if self.type == "float16" else ""
        return f"{self.dimensions}d-{self.channels}to{self.classes}-{self.answer}{half}"

    @property
    def output(self):
        return {"argmax": "labels", "logits": "logits"}.get(self.answer, "probability")

    @property
    def summary(self):
        many = "channel" if self.channels == 1 else "channels"
        kinds = "class" if self.classes == 1 else "classes"
        return (f"{self.dimensions}D, {self.channels} {many} in, {self.classes} {kinds} out as {self.answer}, "
                f"{self.type} tensors.")


KINDS = [
    Kind(3, 1, 1, "sigmoid"),
    Kind(2, 1, 1, "logits"),
    Kind(2, 1, 1, "sigmoid", "float16"),
    Kind(2, 2, 1, "sigmoid"),
    Kind(2, 1, 2, "softmax"),
    Kind(2, 3, 3, "logits"),
    Kind(2, 4, 4, "softmax"),
    Kind(2, 4, 3, "argmax"),
    Kind(3, 1, 2, "logits", "float16"),
    Kind(3, 2, 2, "softmax"),
    Kind(3, 3, 4, "logits"),
    Kind(3, 4, 4, "argmax"),
    Kind(3, 4, 3, "sigmoid"),
]
