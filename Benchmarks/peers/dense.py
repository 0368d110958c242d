# SPDX-License-Identifier: Apache-2.0
"""Times the recurrent layers, attention and tensor operations of Benchmark in PyTorch, with the same sizes and random
numbers. Prints one JSON line.

usage: dense.py NAME THREADS      (NAME: a name of its network or dense cases)
"""
import json, statistics, sys, time

import torch
from torch import nn
from torch.nn import functional as F

name, threads = sys.argv[1], int(sys.argv[2])
torch.set_num_threads(threads)
torch.manual_seed(1)


def layer(net, input, steps):
    """Returns a forward and backward pass, with the gradient of the input if it requires one."""
    def step():
        net.zero_grad(set_to_none=True)
        input.grad = None
        output = net(input)
        (output[0] if isinstance(output, tuple) else output).sum().backward()
    return step, steps


class SelfAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(256, 8, batch_first=True)

    def forward(self, x):
        return self.attention(x, x, x, need_weights=False)[0]


class TextRNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding, self.rnn = nn.Embedding(10_000, 100), nn.RNN(100, 128, batch_first=True)
        self.output = nn.Linear(128, 2)

    def forward(self, tokens):
        return self.output(self.rnn(self.embedding(tokens))[0][:, -1])


def text_rnn():
    net, tokens, labels = TextRNN(), torch.randint(0, 10_000, (32, 200)), torch.randint(0, 2, (32,))
    optimizer = torch.optim.Adam(net.parameters(), lr=0.001, fused=True)

    def step():
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(net(tokens), labels).backward()
        optimizer.step()
    return step, 50


def product(left, right, shape, steps, transposed=False):
    """Returns a product that writes to preallocated memory, which is fastest in PyTorch."""
    a, b, out = torch.rand(left), torch.rand(right), torch.empty(shape)
    return lambda: torch.mm(a.t() if transposed else a, b, out=out), steps


def pass_over(operation, shape, operands, steps):
    inputs, out = [torch.rand(shape) for _ in range(operands)], torch.empty(shape)
    return lambda: operation(*inputs, out), steps


def small_additions():
    a, b, out = torch.rand(1 << 14), torch.rand(1 << 14), torch.empty(1 << 14)

    def step():
        for _ in range(1000):
            torch.add(a, b, out=out)
    return step, 20


def chain():
    """Returns 1,000 additions of eight numbers with their gradient."""
    parameter, other = torch.ones(8, requires_grad=True), torch.full((8,), 0.5, requires_grad=True)

    def step():
        parameter.grad = other.grad = None
        value = parameter
        for _ in range(1000):
            value = value + other
        value.sum().backward()
    return step, 100


MANY = 64 << 20
WORK = {
    "lstm": lambda: layer(nn.LSTM(128, 256, batch_first=True), torch.randn(64, 100, 128), 20),
    "gru": lambda: layer(nn.GRU(128, 256, batch_first=True), torch.randn(64, 100, 128), 20),
    "attention": lambda: layer(SelfAttention(), torch.randn(16, 128, 256, requires_grad=True), 50),
    "textrnn": text_rnn,
    "gemm": lambda: product((2048, 2048), (2048, 2048), (2048, 2048), 20),
    "gemm-tall": lambda: product((169_343, 128), (128, 256), (169_343, 256), 20),
    "gemm-transposed": lambda: product((169_343, 128), (169_343, 256), (128, 256), 20, transposed=True),
    "gemm-narrow": lambda: product((2708, 1433), (1433, 16), (2708, 16), 100),
    "add": lambda: pass_over(lambda a, b, out: torch.add(a, b, out=out), (MANY,), 2, 10),
    "relu": lambda: pass_over(lambda a, out: torch.clamp_min(a, 0, out=out), (MANY,), 1, 10),
    "exp": lambda: pass_over(lambda a, out: torch.exp(a, out=out), (MANY,), 1, 10),
    "sum": lambda: pass_over(lambda a, out: a.sum(), (MANY,), 1, 10),
    "softmax": lambda: pass_over(lambda a, out: torch.softmax(a, 1, out=out), (65_536, 1024), 1, 10),
    "log-softmax": lambda: pass_over(lambda a, out: torch.log_softmax(a, 1), (169_343, 40), 1, 30),
    "add-small": small_additions,
    "chain": chain,
}
step, steps = WORK[name]()
times = []
for number in range(-2, steps):
    start = time.perf_counter()
    step()
    if number >= 0:
        times.append(1000 * (time.perf_counter() - start))
print(json.dumps({"peer": "pytorch", "version": torch.__version__, "name": name, "threads": threads,
                  "median_ms": statistics.median(times), "min_ms": min(times)}))
