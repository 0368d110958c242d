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

# Losses of probabilities, as in Keras: limited to 1e-7 ... 1 - 1e-7, those of classes divided by their sum.
EPS = 1e-7
labels = torch.tensor([0, 4, 2, -1, 1, 3])
weights = torch.tensor([0.5, 1.0, 2.0, 0.25, 1.5])
targets = torch.rand(6, 5, generator=g)
def save_targets(name, inputs, call):
    save(name, "Keras", {}, inputs, {}, call)
    path = f"{OUT}/{name}.json"
    case = json.load(open(path))
    case["targets"] = {"labels": {"shape": [6], "data": labels.tolist()}, "weights": pack(weights), "target": pack(targets)}
    json.dump(case, open(path, "w"))

probabilities = torch.rand(6, 5, generator=g) * 0.96 + 0.02
def logs(p): return (p / p.sum(-1, keepdim=True)).clamp(EPS, 1 - EPS).log()
def labelled(p, smoothing, w):
    kept = labels >= 0; index = labels.clamp(min=0)
    t = torch.full((6, 5), smoothing / 5); t[torch.arange(6), index] += 1 - smoothing
    loss = -(logs(p) * t * w).sum(-1) * kept
    return loss, w[index][kept].sum()
ones = torch.ones(5)
for name, smoothing, w in (("plain", 0.0, ones), ("smoothed", 0.1, ones), ("weighted", 0.0, weights), ("smoothed_weighted", 0.1, weights)):
    save_targets(f"probability_cross_entropy_{name}_mean", {"x": probabilities}, lambda x: (labelled(x, smoothing, w)[0].sum() / labelled(x, smoothing, w)[1]).reshape(1))
    save_targets(f"probability_cross_entropy_{name}_none", {"x": probabilities}, lambda x: labelled(x, smoothing, w)[0])
save_targets("probability_cross_entropy_targets", {"x": probabilities}, lambda x: (-(logs(x) * targets).sum(-1)).mean().reshape(1))
for name, w in (("plain", ones), ("weighted", weights)):
    save_targets(f"probability_binary_cross_entropy_{name}", {"x": probabilities},
                 lambda x: (-(w * targets * x.clamp(EPS, 1 - EPS).log() + (1 - targets) * (1 - x.clamp(EPS, 1 - EPS)).log())).mean().reshape(1))

# Recurrent layers with other functions, step by step.
def cell_params(gates): return {"weight_ih_l0": rnd(gates * 4, 3) * 0.5, "weight_hh_l0": rnd(gates * 4, 4) * 0.5, "bias_ih_l0": rnd(gates * 4), "bias_hh_l0": rnd(gates * 4)}
def unroll(step, x, state):
    out = []
    for t in range(x.shape[1]):
        state = step(x[:, t], state); out.append(state[0])
    return torch.stack(out, 1)
functions = {"elu": F.elu, "relu": F.relu, "tanh": torch.tanh, "hard_sigmoid": F.hardsigmoid, "sigmoid": torch.sigmoid}
def recurrent(name, gates, config, step):
    save(f"recurrent_{name}", "step by step", config, {"x": rnd(2, 5, 3)}, cell_params(gates),
         lambda x, weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0: unroll(
             lambda u, s: step(u, s, weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0), x, (torch.zeros(2, 4), torch.zeros(2, 4))))
recurrent("rnn_elu", 1, {}, lambda u, s, wi, wh, bi, bh: (F.elu(F.linear(u, wi, bi) + F.linear(s[0], wh, bh)),))
def lstm(u, s, wi, wh, bi, bh):
    i, f, c, o = (F.linear(u, wi, bi) + F.linear(s[0], wh, bh)).chunk(4, 1)
    cell = F.hardsigmoid(f) * s[1] + F.hardsigmoid(i) * F.elu(c)
    return F.hardsigmoid(o) * F.elu(cell), cell
recurrent("lstm_elu_hard_sigmoid", 4, {}, lstm)
def gru(before, act, gate):
    def step(u, s, wi, wh, bi, bh):
        (pr, pz, pn), h = F.linear(u, wi, bi).chunk(3, 1), s[0]
        qr, qz, qn = F.linear(h, wh, bh).chunk(3, 1)
        r, z = gate(pr + qr), gate(pz + qz)
        heard = F.linear(r * h, wh[8:], bh[8:]) if before else r * qn
        return ((1 - z) * act(pn + heard) + z * h,)
    return step
recurrent("gru_before", 3, {}, gru(True, torch.tanh, torch.sigmoid))
recurrent("gru_elu_hard_sigmoid", 3, {}, gru(False, F.elu, F.hardsigmoid))
recurrent("gru_before_elu_hard_sigmoid", 3, {}, gru(True, F.elu, F.hardsigmoid))

# Attention.
def attend(w, k): return w @ k
def hard(w, t, again):
    kept = w * (w >= t); total = kept.sum(-1, keepdim=True)
    return kept / (total + (total == 0)) if again else kept
for name, again in (("kept", False), ("renormalised", True)):
    save(f"attention_hard_weights_{name}", "softmax, then a threshold of 0.3", {}, {"query": rnd(2, 4, 3), "keys": rnd(2, 5, 3)}, {},
         lambda query, keys: attend(hard((query @ keys.transpose(1, 2)).softmax(-1), 0.3, again), keys))
save("attention_scaled_luong", "g (q W k)", {}, {"query": rnd(2, 4, 3), "keys": rnd(2, 5, 6)}, {"W": rnd(3, 6), "scale": rnd(1) + 1},
     lambda query, keys, W, scale: attend((scale * (query @ W @ keys.transpose(1, 2))).softmax(-1), keys))
def sensitive(cumulates):
    def run(query, keys, **p):
        previous, out = torch.zeros(2, 7), []
        for t in range(3):
            f = F.conv1d(previous[:, None], p["convolution.weight"], padding=2).transpose(1, 2)
            scores = torch.tanh(F.linear(query[:, t], p["query.weight"])[:, None] + F.linear(keys, p["key.weight"], p["key.bias"]) + F.linear(f, p["location.weight"])) @ p["v"]
            w = scores.softmax(-1); out.append((w[:, None] @ keys)[:, 0]); previous = previous + w if cumulates else w
        return torch.stack(out, 1)
    return run
for name, cumulates in (("cumulated", True), ("last", False)):
    save(f"attention_location_sensitive_{name}", "Chorowski et al. 2015", {}, {"query": rnd(2, 3, 4), "keys": rnd(2, 7, 3)},
         {"query.weight": rnd(5, 4), "key.weight": rnd(5, 3), "key.bias": rnd(5), "convolution.weight": rnd(6, 1, 5), "location.weight": rnd(5, 6), "v": rnd(5)}, sensitive(cumulates))

# Metrics, by scikit-learn.
from sklearn import metrics
def figures(name, scores, targets):
    positive = (scores > 0.5).double()
    values = [metrics.accuracy_score(targets, positive), metrics.precision_score(targets, positive), metrics.recall_score(targets, positive),
              metrics.f1_score(targets, positive), metrics.roc_auc_score(targets, scores), metrics.mean_absolute_error(targets, scores),
              metrics.mean_squared_error(targets, scores)]
    json.dump({"layer": "sklearn.metrics", "config": {}, "inputs": {"scores": pack(scores), "targets": pack(targets)},
               "outputs": {"figures": pack(torch.tensor(values))}}, open(f"{OUT}/metrics_{name}.json", "w"))
scores = torch.rand(60, generator=g)
figures("distinct", scores, (torch.rand(60, generator=g) < scores).double())
figures("ties", (scores * 5).round() / 5, (torch.rand(60, generator=g) < scores).double())
figures("skewed", scores ** 2, (torch.rand(60, generator=g) < 0.15).double())
