"""Networks and their parts, computed by PyTorch in float64, in the format of make_layers.py.

usage: python make_networks.py OUT_DIR
"""
import json, os, sys
import torch, torch.nn.functional as F

OUT = sys.argv[1]
os.makedirs(OUT, exist_ok=True)
torch.set_default_dtype(torch.float64)
g = torch.Generator().manual_seed(23)
def rnd(*s): return torch.randn(*s, generator=g) * 0.5

def pack(t):
    t = t.detach()
    return {"shape": list(t.shape), "data": [float(f"{v:.9g}") for v in t.reshape(-1).tolist()]}

def save(name, layer, inputs, params, call):
    ins = {k: v.clone().requires_grad_(True) for k, v in inputs.items()}
    par = {k: v.clone().requires_grad_(True) for k, v in params.items()}
    out = call(*ins.values(), par)
    cot = torch.randn(out.shape, generator=g)
    leaves = {**ins, **par}
    grads = torch.autograd.grad((out * cot).sum(), list(leaves.values()))
    json.dump({"layer": layer, "config": {}, "inputs": {k: pack(v) for k, v in ins.items()},
               "params": {k: pack(v) for k, v in par.items()}, "outputs": {"output": pack(out)},
               "cotangents": {"output": pack(cot)}, "grads": {k: pack(v) for k, v in zip(leaves, grads)}},
              open(f"{OUT}/{name}.json", "w"))

def linear(p, name, x): return F.linear(x, p[name + ".weight"], p.get(name + ".bias"))
def weights(name, outputs, inputs): return {name + ".weight": rnd(outputs, inputs), name + ".bias": rnd(outputs)}

save("network_local_response", "torch.nn.LocalResponseNorm(3, 0.5, 0.75, 2)", {"x": rnd(2, 6, 3, 2) * 2}, {},
     lambda x, p: F.local_response_norm(x, 3, 0.5, 0.75, 2))

def plain(x, p):
    h = torch.zeros(2, 4)
    for t in range(3):
        c = torch.cat([x[:, t], h], 1); o = F.log_softmax(linear(p, "i2o", c), 1); h = linear(p, "i2h", c)
    return o
save("network_rnn", "the RNN of the text", {"x": rnd(2, 3, 3)}, {**weights("i2h", 4, 7), **weights("i2o", 2, 7)}, plain)

def gated(x, p):
    states, outputs = [torch.zeros(2, 4), torch.zeros(2, 4)], []
    for t in range(3):
        inner = x[:, t]
        for layer in range(2):
            n = f"cells.{layer}."; c = torch.cat([inner, states[layer]], 1)
            r, z = torch.sigmoid(linear(p, n + "reset", c)), torch.sigmoid(linear(p, n + "update", c))
            h = torch.tanh(linear(p, n + "candidate", torch.cat([inner, r * states[layer]], 1)))
            states[layer] = inner = (1 - z) * states[layer] + z * h
        outputs.append(inner)
    return torch.stack(outputs, 1)
save("network_concatenated_gru", "the GRU of the text", {"x": rnd(2, 3, 3)},
     {k: v for layer, size in ((0, 7), (1, 8)) for part in ("reset", "update", "candidate") for k, v in weights(f"cells.{layer}.{part}", 4, size).items()}, gated)

def recurrent(prefix, kind, inputs, hidden, gates, ways=1, layers=1):
    p = {}
    for layer in range(layers):
        for way in range(ways):
            end = f"_l{layer}" + ("_reverse" if way else "")
            p[prefix + "weight_ih" + end] = rnd(gates * hidden, inputs if layer == 0 else hidden * ways)
            p[prefix + "weight_hh" + end] = rnd(gates * hidden, hidden)
            p[prefix + "bias_ih" + end] = rnd(gates * hidden); p[prefix + "bias_hh" + end] = rnd(gates * hidden)
    return p
def run(kind, prefix, p, x, inputs, hidden, ways=1, layers=1, start=None):
    module = kind(inputs, hidden, num_layers=layers, bidirectional=ways == 2, batch_first=True)
    return torch.func.functional_call(module, {k[len(prefix):]: v for k, v in p.items() if k.startswith(prefix)}, (x,) if start is None else (x, start))
def lstm(x, p):
    _, (h, _) = run(torch.nn.LSTM, "lstm.", p, x, 3, 4, layers=2)
    return F.log_softmax(linear(p, "fc", h[-1]), 1)
save("network_lstm_classifier", "torch.nn.LSTM", {"x": rnd(2, 5, 3)}, {**recurrent("lstm.", "lstm", 3, 4, 4, layers=2), **weights("fc", 5, 4)}, lstm)

def additive(p, prefix, query, keys):
    sums = F.linear(query, p[prefix + "W_query"])[:, :, None] + F.linear(keys, p[prefix + "W_key"])[:, None]
    return torch.tanh(sums) @ p[prefix + "v"]
def joined(state): return torch.cat([state[0::2], state[1::2]], 2)
targets = torch.tensor([[2, 0, 1, 4], [3, 4, 0, 0]])
def pointer(feeds):
    def call(x, p):
        keys, (h, c) = run(torch.nn.LSTM, "encoder.", p, x, 2, 3, ways=2)
        state, fed, scores = (joined(h), joined(c)), p["start"].expand(2, 1, 6), []
        for t in range(4):
            out, state = run(torch.nn.LSTM, "decoder.", p, fed, 6, 6, start=state)
            scores.append(additive(p, "score.", out, keys))
            fed = scores[-1].softmax(-1) @ keys if feeds == "pointer" else keys[torch.arange(2), targets[:, t]][:, None]
        return torch.cat(scores, 1)
    return call
parameters = {**recurrent("encoder.", "lstm", 2, 3, 4, ways=2), **recurrent("decoder.", "lstm", 6, 6, 4),
              "score.W_query": rnd(6, 6), "score.W_key": rnd(6, 6), "score.v": rnd(6), "start": rnd(6)}
for feeds in ("place", "pointer"):
    save("network_pointer_" + feeds, "Vinyals et al. 2015", {"x": rnd(2, 5, 2)}, parameters, pointer(feeds))

sources, written = torch.tensor([[3, 4, 5, 3], [5, 5, 4, 3]]), torch.tensor([[4, 3, 5], [3, 5, 4]])
def translate(before):
    def call(p):
        words = p["source.weight"][sources]
        keys, h = run(torch.nn.GRU, "encoder.", p, words, 3, 2, ways=2)
        state, previous, scores = joined(h), torch.cat([torch.ones(2, 1, dtype=torch.long), written], 1), []
        for t in range(4):
            word = p["target.weight"][previous[:, t:t + 1]]
            if before:
                context = additive(p, "attention.", state[-1][:, None], keys).softmax(-1) @ keys
                word = torch.cat([word, context], 2)
            out, state = run(torch.nn.GRU, "decoder.", p, word, word.shape[2], 4, start=state)
            if not before: context = additive(p, "attention.", out, keys).softmax(-1) @ keys
            scores.append(linear(p, "output", torch.tanh(linear(p, "combination", torch.cat([out, context], 2)))))
        return torch.cat(scores, 1)
    return call
for name, before in (("before", True), ("after", False)):
    save("network_seq2seq_" + name, "Bahdanau et al. 2015" if before else "Luong et al. 2015", {},
         {"source.weight": rnd(6, 3), "target.weight": rnd(6, 3), **recurrent("encoder.", "gru", 3, 2, 3, ways=2),
          **recurrent("decoder.", "gru", 7 if before else 3, 4, 3), "attention.W_query": rnd(3, 4), "attention.W_key": rnd(3, 4),
          "attention.v": rnd(3), **weights("combination", 4, 8), **weights("output", 6, 4)}, translate(before))

def restore(x, p):
    for layer in range(4):
        x = linear(p, f"layers.{layer}", x)
        if layer < 3: x = torch.sigmoid(x)
    return x
save("network_restoration", "sigmoid layers, the last linear", {"x": rnd(3, 6)},
     {k: v for layer, (i, o) in enumerate(((6, 4), (4, 2), (2, 4), (4, 6))) for k, v in weights(f"layers.{layer}", o, i).items()}, restore)

def conv(p, name, x, pad): return torch.relu(F.conv2d(x, p[name + ".weight"], p[name + ".bias"], padding=pad))
def inception(x, p):
    return torch.cat([conv(p, "paths.0", x, 0), conv(p, "paths.1.1", conv(p, "paths.1.0", x, 0), 1),
                      conv(p, "paths.2.1", conv(p, "paths.2.0", x, 0), 2), conv(p, "paths.3.1", F.max_pool2d(x, 3, 1, 1), 0)], 1)
def kernel(name, o, i, k): return {name + ".weight": rnd(o, i, k, k), name + ".bias": rnd(o)}
save("network_inception", "Szegedy et al. 2015", {"x": rnd(2, 3, 5, 4)},
     {**kernel("paths.0", 2, 3, 1), **kernel("paths.1.0", 3, 3, 1), **kernel("paths.1.1", 2, 3, 3), **kernel("paths.2.0", 2, 3, 1),
      **kernel("paths.2.1", 3, 2, 5), **kernel("paths.3.1", 2, 3, 1)}, inception)

adjacency = torch.tensor([[0, 1, 0, 0, 0], [1, 0, 1, 0, 0], [0, 1, 0, 1, 0], [0, 0, 1, 0, 0], [0, 0, 0, 0, 0.0]])
def normalised(a):
    a = a + torch.eye(5); d = a.sum(1) ** -0.5
    return d[:, None] * a * d[None]
for name, matrix in (("plain", adjacency), ("normalised", normalised(adjacency))):
    save("network_dense_graph_" + name, "relu(A X W + b)", {"x": rnd(5, 3)}, weights("lin", 4, 3),
         lambda x, p, a=matrix: torch.relu(a @ (x @ p["lin.weight"].T) + p["lin.bias"]))
save("network_linear_propagation", "relu(A (X W + b)) V + d", {"x": rnd(5, 3)}, {**weights("lin1", 4, 3), **weights("lin2", 2, 4)},
     lambda x, p: linear(p, "lin2", torch.relu(adjacency @ linear(p, "lin1", x))))
edges, features = ([0, 3, 1], [2, 1, 4]), torch.tensor([[0.5, -1], [2, 0.25], [-0.75, 1]])
for name, directed in (("directed", True), ("undirected", False)):
    def decode(x, p, directed=directed):
        u, v = x[edges[0]], x[edges[1]]
        z = torch.cat([u, v, features] if directed else [u + v, (u - v).abs(), features], 1)
        return linear(p, "output", torch.relu(linear(p, "hidden", z)))
    save("network_edge_decoder_" + name, "two layers over both ends", {"x": rnd(5, 3)}, {**weights("hidden", 4, 8), **weights("output", 2, 4)}, decode)
