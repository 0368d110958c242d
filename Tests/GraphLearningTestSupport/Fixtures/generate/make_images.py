"""Image files, filters, sizes and similarities, computed by Pillow, SciPy and scikit-image.

usage: python make_images.py OUT.json
Pillow reads the JPEG files by libjpeg-turbo with the exact transform; pixels are compared up to rounding.
"""
import base64, io, json, sys
import numpy as np
from PIL import Image
from scipy import ndimage
from skimage import metrics

rng = np.random.default_rng(5)
out = {"files": [], "filters": [], "sizes": [], "similarities": []}

def scene(width, height, colors):
    y, x = np.mgrid[0:height, 0:width]
    planes = [127 + 90 * np.sin(x / 5 + c) * np.cos(y / 4 - c) + rng.normal(0, 6, (height, width)) for c in range(colors)]
    image = np.clip(np.stack(planes, -1).round(), 0, 255).astype(np.uint8)
    return image[..., 0] if colors == 1 else image

def pixels(array): return {"width": array.shape[1], "height": array.shape[0], "colors": 1 if array.ndim == 2 else array.shape[2],
                           "base64": base64.b64encode(np.ascontiguousarray(array)).decode()}

def file(name, image, format, decoded=None, **options):
    stream = io.BytesIO(); image.save(stream, format=format, **options)
    if decoded is None:
        read = Image.open(io.BytesIO(stream.getvalue())); read.draft = None
        decoded = np.asarray(read.convert("L" if read.mode in ("L", "1") else "RGB"))
    out["files"].append({"name": name, "base64": base64.b64encode(stream.getvalue()).decode(), "pixels": pixels(decoded)})

rgb, gray = scene(37, 26, 3), scene(21, 30, 1)
file("JPEG, colours halved", Image.fromarray(rgb), "JPEG", quality=90, subsampling=2)
file("JPEG, full colours", Image.fromarray(rgb), "JPEG", quality=75, subsampling=0)
file("JPEG, progressive", Image.fromarray(rgb), "JPEG", quality=80, progressive=True)
file("JPEG, grey", Image.fromarray(gray), "JPEG", quality=85)
file("BMP, 24 bits", Image.fromarray(rgb), "BMP", decoded=rgb)
file("BMP, 8 bits grey", Image.fromarray(gray), "BMP", decoded=gray)
palette = Image.fromarray(rgb).quantize(16, dither=Image.Dither.NONE)
file("BMP, palette", palette, "BMP", decoded=np.asarray(palette.convert("RGB")))
bits = Image.fromarray(gray).convert("1")
file("BMP, 1 bit", bits, "BMP", decoded=np.asarray(bits.convert("L")))
file("PNG, palette", palette, "PNG", decoded=np.asarray(palette.convert("RGB")))
file("PNG, grey", Image.fromarray(gray), "PNG", decoded=gray)
file("PNG, 1 bit", bits, "PNG", decoded=np.asarray(bits.convert("L")))

small = scene(11, 9, 1)
modes = {"replicated": "nearest", "reflected": "mirror", "wrapped": "wrap", "constant": "constant"}
for name, mode in modes.items():
    for side in (3, 5):
        kernel = rng.normal(size=(side, side)) / side
        result = ndimage.correlate(small / 255.0, kernel, mode=mode, cval=0.25)
        out["filters"].append({"border": name, "kernel": kernel.reshape(-1).tolist(), "input": pixels(small),
                               "output": [float(f"{v:.7g}") for v in np.clip(result, 0, 1).reshape(-1)]})
out["filters"].append({"border": "median", "kernel": [0.0] * 25, "input": pixels(small),
                       "output": [float(f"{v / 255:.7g}") for v in ndimage.median_filter(small, 5, mode="nearest").reshape(-1)]})

# The mean over an area: differences of the integral of the piecewise constant image. (Pillow's box filter takes whole pixels.)
def area(image, count, axis):
    sums = np.concatenate([np.zeros_like(image[:1] if axis == 0 else image[:, :1]), np.cumsum(image, axis=axis)], axis=axis)
    places = np.linspace(0, image.shape[axis], count + 1)
    at = np.apply_along_axis(lambda line: np.interp(places, np.arange(len(line)), line), axis, sums)
    return np.diff(at, axis=axis) * count / image.shape[axis]
for image in (rgb, gray):
    for width, height in ((20, 13), (50, 41), (37, 60)):
        mean = area(area(image.astype(float), height, 0), width, 1)
        out["sizes"].append({"method": "area", "input": pixels(image), "output": pixels(mean.round().astype(np.uint8))})
        out["sizes"].append({"method": "nearest", "input": pixels(image),
                             "output": pixels(np.asarray(Image.fromarray(image).resize((width, height), Image.Resampling.NEAREST)))})
import torch
for image in (rgb, gray):
    planes = torch.tensor(image.astype(float)).reshape(*image.shape[:2], -1).permute(2, 0, 1)[None]
    for width, height in ((20, 13), (50, 41)):
        result = torch.nn.functional.interpolate(planes, size=(height, width), mode="bilinear", align_corners=False)
        array = result[0].permute(1, 2, 0).round().clamp(0, 255).numpy().astype(np.uint8)
        out["sizes"].append({"method": "bilinear", "input": pixels(image), "output": pixels(array[..., 0] if image.ndim == 2 else array)})

for image in (rgb, gray):
    for deviation in (2, 20, 80):
        other = np.clip(image + rng.normal(0, deviation, image.shape), 0, 255).round().astype(np.uint8)
        a, b = image / 255.0, other / 255.0
        ssim = metrics.structural_similarity(a, b, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=1.0,
                                             channel_axis=-1 if image.ndim == 3 else None, full=True)[1]
        # The mean over the windows that lie within the image.
        inside = ssim[5:-5, 5:-5]
        out["similarities"].append({"input": pixels(image), "other": pixels(other), "mse": float(metrics.mean_squared_error(a, b)),
                                    "psnr": float(metrics.peak_signal_noise_ratio(a, b, data_range=1.0)), "ssim": float(inside.mean())})
json.dump(out, open(sys.argv[1], "w"))
