"""Options of layers under Keras' names, computed by PyTorch in float64, in the format of make_layers.py.

usage: python make_options.py OUT_DIR
Images and sequences of channels-last cases are permuted to channels first, computed and permuted back.
"""
import json, os, sys
import torch, torch.nn.functional as F

OUT = sys.argv[1]
os.makedirs(OUT, exist_ok=True)
torch.set_default_dtype(torch.float64)
g = torch.Generator().manual_seed(17)
def rnd(*s): return torch.randn(*s, generator=g)

def pack(t):
    t = t.detach()
    return {"shape": list(t.shape), "data": [float(f"{v:.9g}") for v in t.reshape(-1).tolist()]}

def save(name, layer, config, inputs, params, call):
    ins = {k: v.clone().requires_grad_(True) for k, v in inputs.items()}
    par = {k: v.clone().requires_grad_(True) for k, v in params.items()}
    out = call(*ins.values(), **par)
    cot = torch.randn(out.shape, generator=g)
    leaves = {**ins, **par}
    grads = torch.autograd.grad((out * cot).sum(), list(leaves.values()))
    json.dump({"layer": layer, "config": config, "inputs": {k: pack(v) for k, v in ins.items()},
               "params": {k: pack(v) for k, v in par.items()}, "outputs": {"output": pack(out)},
               "cotangents": {"output": pack(cot)}, "grads": {k: pack(v) for k, v in zip(leaves, grads)}},
              open(f"{OUT}/{name}.json", "w"))

for axis in (0, 1, 2):
    save(f"softmax_axis_{axis}", "torch.softmax", dict(dim=axis), {"x": rnd(3, 4, 5) * 2}, {}, lambda x: x.softmax(axis))
    save(f"log_softmax_axis_{axis}", "torch.log_softmax", dict(dim=axis), {"x": rnd(3, 4, 5) * 2}, {}, lambda x: x.log_softmax(axis))

activations = {"softmax": lambda t: t.softmax(-1), "log_softmax": lambda t: t.log_softmax(-1), "sigmoid": torch.sigmoid,
               "tanh": torch.tanh, "elu": F.elu, "gelu": F.gelu, "relu": F.relu}
for name in ("softmax", "log_softmax", "elu"):
    save(f"dense_{name}", "torch.nn.Linear", dict(activation=name), {"x": rnd(4, 3)}, {"weight": rnd(5, 3), "bias": rnd(5)},
         lambda x, weight, bias, f=activations[name]: f(F.linear(x, weight, bias)))

def last(x): return x.movedim(1, -1)
def first(x): return x.movedim(-1, 1)
for name, strides, dilation in (("sigmoid", (2, 1), (1, 1)), ("softmax", (1, 1), (1, 2)), ("relu", (1, 2), (2, 1)), ("tanh", (1, 1), (1, 1))):
    save(f"conv2d_channels_last_{name}", "torch.nn.Conv2d", dict(activation=name, stride=strides, dilation=dilation), {"x": rnd(2, 8, 7, 3)},
         {"weight": rnd(4, 3, 3, 2), "bias": rnd(4)},
         lambda x, weight, bias: activations[name](last(F.conv2d(first(x), weight, bias, stride=strides, dilation=dilation))))
for name in ("gelu", "softmax"):
    save(f"conv1d_channels_last_{name}", "torch.nn.Conv1d", dict(activation=name, stride=2), {"x": rnd(2, 9, 3)},
         {"weight": rnd(4, 3, 3), "bias": rnd(4)},
         lambda x, weight, bias: activations[name](last(F.conv1d(first(x), weight, bias, stride=2))))
save("max_pool2d_channels_last", "torch.nn.MaxPool2d", {}, {"x": rnd(2, 7, 6, 3)}, {}, lambda x: last(F.max_pool2d(first(x), (3, 2), 2)))
save("average_pool2d_channels_last", "torch.nn.AvgPool2d", {}, {"x": rnd(2, 7, 6, 3)}, {}, lambda x: last(F.avg_pool2d(first(x), (3, 2), 2)))
save("max_pool1d_channels_last", "torch.nn.MaxPool1d", {}, {"x": rnd(2, 7, 3)}, {}, lambda x: last(F.max_pool1d(first(x), 3, 2)))
save("average_pool1d_channels_last", "torch.nn.AvgPool1d", {}, {"x": rnd(2, 7, 3)}, {}, lambda x: last(F.avg_pool1d(first(x), 3, 2)))

# The loss is the sum of the output and all penalties.
def penalised(out, weight, bias):
    return (out.sum() + 0.3 * weight.abs().sum() + 0.2 * (weight ** 2).sum() + 0.4 * (bias ** 2).sum() + 0.1 * out.abs().sum() + 0.05 * (out ** 2).sum()).reshape(1)
save("penalties_dense", "torch.nn.Linear", {}, {"x": rnd(4, 3)}, {"weight": rnd(5, 3), "bias": rnd(5)},
     lambda x, weight, bias: penalised(torch.tanh(F.linear(x, weight, bias)), weight, bias))
save("penalties_conv2d", "torch.nn.Conv2d", {}, {"x": rnd(2, 3, 6, 5)}, {"weight": rnd(4, 3, 3, 2), "bias": rnd(4)},
     lambda x, weight, bias: penalised(torch.tanh(F.conv2d(x, weight, bias)), weight, bias))
save("penalties_conv1d", "torch.nn.Conv1d", {}, {"x": rnd(2, 3, 6)}, {"weight": rnd(4, 3, 3), "bias": rnd(4)},
     lambda x, weight, bias: penalised(torch.tanh(F.conv1d(x, weight, bias)), weight, bias))
