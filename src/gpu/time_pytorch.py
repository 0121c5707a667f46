"""Seconds that PyTorch takes on the GPU for the windows of a volume, in fp32 without TF32, copies there and back included."""
import json
import statistics
import time

import torch
from network import AttentionUNet, TwoLooks

SLICES, SIDE = 160, 192  # those of the large phantom
ROUNDS = 7

torch.backends.cuda.matmul.allow_tf32 = False
torch.backends.cudnn.allow_tf32 = False
torch.backends.cudnn.benchmark = True
network = TwoLooks(AttentionUNet()).eval().cuda()
windows = torch.randn(SLICES, 1, SIDE, SIDE).pin_memory()


def seconds(batch):
    start = time.perf_counter()
    with torch.inference_mode():
        for part in windows.split(batch):
            network(part.cuda(non_blocking=True))["probability"].cpu()
    torch.cuda.synchronize()
    return time.perf_counter() - start


result = {"torch": torch.__version__, "gpu": torch.cuda.get_device_name(), "slices": SLICES, "side": SIDE}
for batch in (1, 4, 16):
    seconds(batch)  # warms up
    result[f"seconds_batch_{batch}"] = statistics.median(seconds(batch) for _ in range(ROUNDS))
print(json.dumps(result))
