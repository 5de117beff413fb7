"""Where a model is trained: on which device, in how many processes, with cut parameters or not."""

import os
import sys

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def choose_device(name: str) -> torch.device:
    """Return the device of this process; raises ValueError for one that is not there."""
    there = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    if name == "auto":
        name = next(each for each, yes in there.items() if yes)
    if not there.get(name):
        raise ValueError(
            f"there is no device {name!r} on this machine; there are "
            f"{', '.join(each for each, yes in there.items() if yes)}"
        )
    if name == "cuda":  # one for each process of a machine
        return torch.device(name, int(os.environ.get("LOCAL_RANK", 0)))
    return torch.device(name)


def pays_in_16_bits(device: torch.device) -> bool:
    """Say whether the device multiplies numbers of 16 bits faster than those of 32."""
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    if device.type == "cpu":
        products = torch.backends.mkldnn.is_available()
        return products and torch.ops.mkldnn._is_mkldnn_bf16_supported()
    return False


class Group:
    """The processes that train together; often there is only one."""

    def __init__(self, device: str = "cpu"):
        self.size = int(os.environ.get("WORLD_SIZE", 1))  # set by torchrun
        self.rank = int(os.environ.get("RANK", 0))
        self.device = choose_device(device)
        if self.device.type == "cuda":
            torch.cuda.set_device(self.device)
        if self.size > 1:
            on_gpu = self.device.type == "cuda"
            dist.init_process_group("nccl" if on_gpu else "gloo")

    def own(self, rows):
        """Return this process's share of the rows of a batch."""
        return rows[self.rank :: self.size]

    def sum(self, number: float) -> float:
        """Return the sum of the numbers of all processes."""
        if self.size == 1:
            return number
        total = torch.tensor(number, dtype=torch.float64, device=self.device)
        dist.all_reduce(total)
        return total.item()

    def join(self, model: nn.Module, compiled: bool) -> nn.Module:
        """Return the model as it is called: compiled, its gradients averaged over the processes."""
        called = torch.compile(model, dynamic=True) if compiled else model
        if self.size > 1 and not is_cut(model):
            called = DistributedDataParallel(called)
        return called

    def close(self):
        if self.size > 1:
            dist.destroy_process_group()

    def end_process(self):
        """End this process, if it is one of several, without the interpreter's own clearing up.

        FSDP2 keeps the closed group, and with it Gloo's threads; one that still held a tensor
        aborted a process that had done its work (pytorch/pytorch, 179291).
        """
        if self.size > 1:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(0)


# Cut parameters: each process holds a part of every matrix (PyTorch's FSDP2). -----------------


def cut(model: nn.Module) -> None:
    """Leave to each process its part of every parameter; whole ones are put together when used.

    Raises ValueError where PyTorch is too old for it, or torchrun has not started this process.
    """
    try:
        from torch.distributed.fsdp import fully_shard
    except ImportError as error:
        raise ValueError("--cut needs PyTorch 2.6 or later") from error
    if not dist.is_initialized():
        raise ValueError(
            "--cut divides parameters among processes, and there is one. Remedy: torchrun "
            "--nproc-per-node 2 -m recipes train …"
        )
    for module in model.modules():
        if isinstance(module, nn.ModuleList):
            for layer in module:
                fully_shard(layer)
    fully_shard(model)


def is_cut(model: nn.Module) -> bool:
    """Say whether the model's parameters are cut."""
    return hasattr(model, "reshard")  # fully_shard has given it that


def parameters_here(model: nn.Module) -> int:
    """Return how many numbers of the parameters this process holds."""
    own = (getattr(p, "_local_tensor", p) for p in model.parameters())
    return sum(each.numel() for each in own)


def whole(state):
    """Return a state with whole tensors on the CPU, copies; all processes must call it."""
    if isinstance(state, torch.Tensor):
        if hasattr(state, "full_tensor"):
            state = state.full_tensor()
        return state.detach().to("cpu", copy=True)
    if isinstance(state, dict):
        return {key: whole(value) for key, value in state.items()}
    if isinstance(state, list | tuple):
        return type(state)(map(whole, state))
    return state


@torch.no_grad()
def take_over(
    model: nn.Module, optimizer: torch.optim.Optimizer | None, state: dict
):
    """Load what ``whole`` has given of both, cut anew where parameters are cut."""
    if not is_cut(model):
        model.load_state_dict(state["model"])
        if optimizer is not None:
            optimizer.load_state_dict(state["optimizer"])
        return
    from torch.distributed.tensor import distribute_tensor

    for module in model.modules():
        if is_cut(module):
            module.reshard()  # what a forward pass has put together

    def like(parameter, tensor):
        tensor = tensor.to(parameter.device)
        mesh, placements = parameter.device_mesh, parameter.placements
        return distribute_tensor(tensor, mesh, placements)

    for name, parameter in model.named_parameters():
        parameter.copy_(like(parameter, state["model"][name]))
    if optimizer is not None:
        groups = optimizer.param_groups
        parameters = [each for group in groups for each in group["params"]]
        optimizer.load_state_dict(
            {**state["optimizer"], "state": {}}
        )  # its numbers; its averages below
        for i, averages in state["optimizer"]["state"].items():
            optimizer.state[parameters[i]] = {
                name: like(parameters[i], value) if value.dim() else value
                for name, value in averages.items()
            }
