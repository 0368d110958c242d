# SPDX-License-Identifier: Apache-2.0
"""Times training steps of the image models of Benchmark in PyTorch, with the same sizes, cross-entropy and fused Adam.
Prints one JSON line.

usage: images.py simplecnn|resnet18 THREADS default|channelslast
"""
import json, statistics, sys, time

import torch
from torch import nn
from torch.nn import functional as F

model, threads, layout = sys.argv[1:4]
torch.set_num_threads(int(threads))
torch.manual_seed(1)


class SimpleCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(3, 32, 3, padding=1), nn.Conv2d(32, 64, 3, padding=1)
        self.fc1, self.fc2 = nn.Linear(64 * 8 * 8, 128), nn.Linear(128, 10)

    def forward(self, x):
        for conv in (self.conv1, self.conv2):
            x = F.max_pool2d(F.relu(conv(x), inplace=True), 2)
        return self.fc2(F.relu(self.fc1(x.flatten(1)), inplace=True))


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride > 1:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        around = x if self.downsample is None else self.downsample(x)
        x = F.relu(self.bn1(self.conv1(x)), inplace=True)
        return F.relu(self.bn2(self.conv2(x)) + around, inplace=True)


class ResNet18(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64)
        self.layers = nn.Sequential(*(
            Block(64 << max(0, stage - (block == 0)), 64 << stage, 2 if stage and block == 0 else 1)
            for stage in range(4) for block in range(2)))
        self.fc = nn.Linear(512, 10)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)), inplace=True)
        return self.fc(self.layers(x).mean((2, 3)))


net, batch, side, steps = (SimpleCNN(), 64, 32, 60) if model == "simplecnn" else (ResNet18(), 16, 64, 8)
images, labels = torch.randn(batch, 3, side, side), torch.randint(0, 10, (batch,))
if layout == "channelslast":
    net, images = net.to(memory_format=torch.channels_last), images.to(memory_format=torch.channels_last)
optimizer = torch.optim.Adam(net.parameters(), lr=0.001, fused=True)
times = []
for step in range(-2, steps):
    start = time.perf_counter()
    optimizer.zero_grad(set_to_none=True)
    F.cross_entropy(net(images), labels).backward()
    optimizer.step()
    if step >= 0:
        times.append(1000 * (time.perf_counter() - start))
print(json.dumps({"peer": "pytorch-" + layout, "version": torch.__version__, "model": model, "threads": int(threads),
                  "median_ms": statistics.median(times), "min_ms": min(times)}))
