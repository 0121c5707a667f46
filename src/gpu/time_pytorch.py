"""Seconds that PyTorch takes on the GPU for the windows of a volume, in fp32 without TF32, copies there and back included.

The network has the form that plan.json beside this file says, which prepare.sh writes, and random weights.
"""
import json
import statistics
import time
from pathlib import Path

import torch
from training.segmenter import Segmenter, SegmenterForm

PLAN = json.loads(Path(__file__).with_name("plan.json").read_text())
SLICES, SIDE = 160, PLAN["grid"]["window"][-1]  # those of the large phantom
ROUNDS = 7

torch.backends.cuda.matmul.allow_tf32 = False
torch.backends.cudnn.allow_tf32 = False
torch.backends.cudnn.benchmark = True
network = Segmenter(SegmenterForm(**PLAN["segmenter"]["form"])).eval().cuda()
windows = torch.randn(SLICES, 1, SIDE, SIDE).pin_memory()


def seconds(batch):
    start = time.perf_counter()
    with torch.inference_mode():
        for part in windows.split(batch):
            torch.sigmoid(network(part.cuda(non_blocking=True))["logits"]).cpu()
    torch.cuda.synchronize()
    return time.perf_counter() - start


result = {"torch": torch.__version__, "gpu": torch.cuda.get_device_name(), "slices": SLICES, "side": SIDE}
for batch in (1, 4, 16):
    seconds(batch)  # warms up
    result[f"seconds_batch_{batch}"] = statistics.median(seconds(batch) for _ in range(ROUNDS))
print(json.dumps(result))
