"""What the tiny networks answer, in closed form, for images x of N,C,(Z,)Y,X.

Segmenter, of x in standard deviations above the mean of the foreground:
    likeness     h = clip(3 - 10 |x - 0.9|, 0, 1): 1 where a pixel is as bright as the phantom's lesion
    probability    = sigmoid(12 (KERNEL * h) - 6): left and right, up and down count differently, so that an image that
                     is turned or mirrored has another answer; far from any edge it is sigmoid(6) or sigmoid(-6)
    gateK          = sigmoid(6 mean(h) - 3) over cells of 2 (gate0), 4 (gate1) or 8 pixels (gate2)
    query, key     = 2 m, -1 and m, m^2 times 2 and 1, m the mean of x over cells of 8 pixels: a cell looks at another
                     with weight exp(-2 (m - m')^2), the more the more alike they are
Classifier, of a patch x with its mask:
    m = sum(x mask) / sum(mask), logit = 8 (2 c m - c^2), c = CLASS_BRIGHTNESS: the nearest brightness wins
    class_activation = 16 c times the share of each cell of 8 pixels in m; its mean is the logit without -8 c^2
Both, with b the number of a block, c that of a channel, g the mean of x (of m in the classifier):
    excitation = sigmoid((c + 1) / C g + b / 4 - 1), features = excitation (c + 1) / C times the mean of x over a cell
"""
import numpy as np

LESION_BRIGHTNESS = 0.9
KERNEL = np.array([[1, 1, 1], [2, 3, 1], [2, 1, 2]]) / 14
CLASS_BRIGHTNESS = (0.9, 0.3, 1.5)
SHARPNESS = 8
LOOKS = 2
CELLS = {"gate2": 8, "gate1": 4, "gate0": 2}
SEGMENTER_CHANNELS = {
    "encoder0_excitation": 4, "encoder1_excitation": 4, "encoder2_excitation": 8, "encoder3_excitation": 8,
    "decoder2_excitation": 4, "decoder1_excitation": 4, "decoder0_excitation": 32}
SEGMENTER_FEATURES = {
    "encoder2_excitation": "nonlocal_input", "encoder3_excitation": "encoder_features",
    "decoder0_excitation": "decoder_features"}
CLASSIFIER_CHANNELS = {f"block{b}_excitation": 8 if b == 7 else 4 for b in range(8)}
CLASSIFIER_FEATURES = {"block7_excitation": "features"}
FEATURE_CELL = {"nonlocal_input": 8, "encoder_features": 16, "decoder_features": 2, "features": 8}


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def rounded(values):
    """Six digits after the point: the same on every machine."""
    return np.round(values, 6).astype(np.float32)


def pooled(x, cell):
    n, c, height, width = x.shape
    return x.reshape(n, c, height // cell, cell, width // cell, cell).mean((3, 5))


def weights(blocks, block):
    """Of an excitation: by the channel, and what is added."""
    channels = blocks[block]
    return (np.arange(channels) + 1) / channels, list(blocks).index(block) / 4 - 1


def excitation(blocks, block, brightness):
    by_channel, offset = weights(blocks, block)
    return sigmoid(np.outer(brightness, by_channel) + offset)


def blocks_and_features(blocks, features, brightness, x):
    answers = {block: excitation(blocks, block, brightness)[:, :, None, None] for block in blocks}
    for block, name in features.items():
        by_channel = weights(blocks, block)[0][None, :, None, None]
        answers[name] = answers[block] * by_channel * pooled(x, FEATURE_CELL[name])
    return answers


def likeness(x):
    return np.clip(3 - 10 * np.abs(x - LESION_BRIGHTNESS), 0, 1)


def weighted(h):
    """KERNEL * h, with zeros round the image."""
    wide = np.pad(h, ((0, 0), (0, 0), (1, 1), (1, 1)))
    return sum(KERNEL[i, j] * wide[:, :, i:i + h.shape[2], j:j + h.shape[3]] for i in range(3) for j in range(3))


def segmenter(image):
    x = image.astype(float)
    h = likeness(x)
    answers = dict(probability=sigmoid(12 * weighted(h) - 6))
    for gate, cell in CELLS.items():
        answers[gate] = sigmoid(6 * pooled(h, cell) - 3)
    m = pooled(x, 8)
    answers["query"] = LOOKS * np.concatenate([2 * m, -np.ones_like(m)], 1)
    answers["key"] = np.concatenate([m, m * m], 1)
    answers |= blocks_and_features(SEGMENTER_CHANNELS, SEGMENTER_FEATURES, x.mean((1, 2, 3)), x)
    return {name: rounded(values) for name, values in answers.items()}


def classifier(image):
    x, mask = image[:, :1].astype(float), image[:, 1:].astype(float)
    m = (x * mask).mean((1, 2, 3)) / mask.mean((1, 2, 3))
    c = np.array(CLASS_BRIGHTNESS)
    logits = SHARPNESS * (2 * np.outer(m, c) - c * c)
    shares = pooled(x * mask, 8) / mask.mean((1, 2, 3))[:, None, None, None]
    answers = dict(probability=softmax(logits, 1), logits=logits,
                   class_activation=SHARPNESS * 2 * c[None, :, None, None] * shares)
    answers |= blocks_and_features(CLASSIFIER_CHANNELS, CLASSIFIER_FEATURES, m, x)
    return {name: rounded(values) for name, values in answers.items()}


def softmax(values, axis):
    powers = np.exp(values - values.max(axis, keepdims=True))
    return powers / powers.sum(axis, keepdims=True)


def foreign_weights(kind):
    """Of class k by channel c, 0.5 to 1.5, and what is added, so that no two classes tie; exact as half floats."""
    k, c = np.meshgrid(np.arange(kind.classes), np.arange(kind.channels), indexing="ij")
    classes = np.arange(kind.classes)
    return 0.5 + (3 * k + (k + 1) * c) % 5 / 4, -0.25 - classes / 2 - classes ** 2 / 512


def foreign(kind, image):
    """Of every pixel by itself: logit = sum of weight times channel, plus what is added."""
    by_channel, added = foreign_weights(kind)
    logits = np.moveaxis(np.tensordot(by_channel, image.astype(float), (1, 1)), 0, 1)
    logits += added.reshape(1, -1, *[1] * kind.dimensions)
    if kind.answer == "argmax":
        return {kind.output: logits.argmax(1).astype(np.int64)}
    values = {"logits": lambda: logits, "sigmoid": lambda: sigmoid(logits), "softmax": lambda: softmax(logits, 1)}
    return {kind.output: rounded(values[kind.answer]()).astype(kind.type)}
