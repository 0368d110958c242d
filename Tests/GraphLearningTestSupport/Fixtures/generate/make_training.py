"""Further activations, losses and optimisers, computed by PyTorch in float64, in the format of make_layers.py.

usage: python make_training.py OUT_DIR
A loss case may have several float inputs; targets without gradients are in "targets".
"""
import json, os, sys
import torch, torch.nn.functional as F

OUT = sys.argv[1]
os.makedirs(OUT, exist_ok=True)
torch.set_default_dtype(torch.float64)
g = torch.Generator().manual_seed(7)
def rnd(*s): return torch.randn(*s, generator=g)

def pack(t):
    t = t.detach()
    number = float if t.is_floating_point() else int
    return {"shape": list(t.shape), "data": [number(f"{v:.9g}") if number is float else number(v) for v in t.reshape(-1).tolist()]}

def save(name, layer, config, inputs, targets, call):
    ins = {k: v.clone().requires_grad_(True) for k, v in inputs.items()}
    out = call(**ins, **targets)
    cot = torch.randn(out.shape, generator=g)
    grads = torch.autograd.grad((out * cot).sum(), list(ins.values()))
    json.dump({"layer": layer, "config": config, "inputs": {k: pack(v) for k, v in ins.items()},
               "targets": {k: pack(v) for k, v in targets.items()}, "outputs": {"output": pack(out)},
               "cotangents": {"output": pack(cot)}, "grads": {k: pack(v) for k, v in zip(ins, grads)}},
              open(f"{OUT}/{name}.json", "w"))

x = rnd(12, 5)
for name, f in {"hard_sigmoid": F.hardsigmoid, "hard_tanh": lambda t: F.hardtanh(t, -0.5, 2), "hard_swish": F.hardswish, "mish": F.mish,
                "log_sigmoid": F.logsigmoid, "relu6": F.relu6}.items():
    save("activation_" + name, "torch.nn.functional." + name, {}, {"x": x * 4}, {}, lambda x, f=f: f(x))
save("prelu", "torch.nn.PReLU", dict(num_parameters=4), {"x": rnd(3, 4, 5), "weight": rnd(4)}, {}, lambda x, weight: F.prelu(x, weight))
save("prelu_shared", "torch.nn.PReLU", dict(num_parameters=1), {"x": rnd(3, 4), "weight": rnd(1)}, {}, lambda x, weight: F.prelu(x, weight))

labels = torch.tensor([0, 4, 2, -100, 1, 1, 3, -100, 0, 2, 4, 3])
weights = torch.rand(5, generator=g) + 0.2
for reduction in ("mean", "sum", "none"):
    save(f"loss_cross_entropy_{reduction}", "torch.nn.functional.cross_entropy", dict(label_smoothing=0.1, ignore_index=-100, reduction=reduction),
         {"x": x}, {"labels": labels, "weights": weights},
         lambda x, labels, weights: F.cross_entropy(x, labels, weights, label_smoothing=0.1, reduction=reduction))
    save(f"loss_nll_{reduction}", "torch.nn.functional.nll_loss", dict(ignore_index=-100, reduction=reduction), {"x": x}, {"labels": labels, "weights": weights},
         lambda x, labels, weights: F.nll_loss(x, labels, weights, reduction=reduction))
    save(f"loss_cross_entropy_dense_{reduction}", "torch.nn.functional.cross_entropy", dict(label_smoothing=0.2, reduction=reduction),
         {"x": x}, {"target": rnd(12, 5).softmax(-1), "weights": weights},
         lambda x, target, weights: F.cross_entropy(x, target, weights, label_smoothing=0.2, reduction=reduction))
    save(f"loss_bce_weighted_{reduction}", "torch.nn.functional.binary_cross_entropy_with_logits", dict(reduction=reduction), {"x": x * 3},
         {"target": torch.rand(12, 5, generator=g), "weights": weights},
         lambda x, target, weights: F.binary_cross_entropy_with_logits(x, target, pos_weight=weights, reduction=reduction))
    for name, f in {"mse": F.mse_loss, "l1": F.l1_loss, "huber": lambda a, b, reduction: F.huber_loss(a, b, delta=0.7, reduction=reduction)}.items():
        save(f"loss_{name}_{reduction}", "torch.nn.functional." + name, dict(reduction=reduction), {"x": x * 2}, {"target": rnd(12, 5)},
             lambda x, target, f=f: f(x, target, reduction=reduction))
    save(f"loss_triplet_{reduction}", "torch.nn.functional.triplet_margin_loss", dict(margin=0.5, reduction=reduction),
         {"anchor": rnd(6, 4), "positive": rnd(6, 4), "negative": rnd(6, 4)}, {},
         lambda anchor, positive, negative: F.triplet_margin_loss(anchor, positive, negative, margin=0.5, reduction=reduction))
t = rnd(12, 5).softmax(-1); t[3, 1] = 0; t[3] /= t[3].sum()
for reduction in ("batchmean", "sum"):
    save(f"loss_kl_{reduction}", "torch.nn.functional.kl_div", dict(reduction=reduction), {"x": rnd(12, 5).log_softmax(-1)}, {"target": t},
         lambda x, target: F.kl_div(x, target, reduction=reduction))
save("loss_cosine", "mean of 1 - torch.nn.functional.cosine_similarity", {}, {"x": rnd(6, 4), "y": rnd(6, 4)}, {}, lambda x, y: (1 - F.cosine_similarity(x, y)).mean())

A = rnd(6, 6); A = A @ A.t() / 6 + torch.eye(6); b = rnd(6); w0 = rnd(6)
opts = {"rmsprop_momentum": ("RMSprop", dict(lr=0.05, momentum=0.9, weight_decay=0.05)), "rmsprop_centered": ("RMSprop", dict(lr=0.05, centered=True)),
        "rmsprop_centered_momentum": ("RMSprop", dict(lr=0.05, centered=True, momentum=0.5, alpha=0.9, eps=1e-6)),
        "adagrad_decay": ("Adagrad", dict(lr=0.1, lr_decay=0.1, weight_decay=0.05, initial_accumulator_value=0.2)),
        "adadelta": ("Adadelta", dict(lr=1.0)), "adadelta_decay": ("Adadelta", dict(lr=0.5, rho=0.8, eps=1e-4, weight_decay=0.05)),
        "sgd_weight_decay": ("SGD", dict(lr=0.1, momentum=0.9, weight_decay=0.05))}
for name, (cls, cfg) in opts.items():
    w = w0.clone().requires_grad_(True); o = getattr(torch.optim, cls)([w], **cfg); trajectory = []
    for _ in range(5):
        o.zero_grad(); (0.5 * w @ A @ w - b @ w).backward(); o.step(); trajectory.append(w.detach().clone())
    json.dump({"layer": "torch.optim." + cls, "config": cfg, "objective": "0.5 w^T A w - b^T w", "inputs": {"A": pack(A), "b": pack(b), "w0": pack(w0)},
               "trajectory": [pack(v) for v in trajectory]}, open(f"{OUT}/optimizer_{name}.json", "w"))
