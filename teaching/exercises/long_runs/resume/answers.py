# %% right | bytes_in_between
import io


class SafeRun(Run):
    def save(self):
        buffer = io.BytesIO()
        state = {
            "weight": self.weight.detach(),
            "optimizer": self.optimizer.state_dict(),
            "generator": self.generator.get_state(),
            "at": [self.position, *self.order],
        }
        torch.save(state, buffer)
        buffer.seek(0)
        return torch.load(buffer, weights_only=True)

    def load(self, state):
        buffer = io.BytesIO()
        torch.save(state, buffer)
        buffer.seek(0)
        state = torch.load(buffer, weights_only=True)
        self.weight.data.copy_(state["weight"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.generator.set_state(state["generator"])
        self.position, *self.order = state["at"]


# %% right | order_as_a_tensor
from copy import deepcopy


class SafeRun(Run):
    def save(self):
        return {
            "weight": self.weight.detach().clone(),
            "optimizer": deepcopy(self.optimizer.state_dict()),
            "generator": self.generator.get_state(),
            "order": torch.tensor(self.order, dtype=torch.long),
            "position": self.position,
        }

    def load(self, state):
        with torch.no_grad():
            self.weight.copy_(state["weight"])
        self.optimizer.load_state_dict(deepcopy(state["optimizer"]))
        self.generator.set_state(state["generator"])
        self.order, self.position = state["order"].tolist(), state["position"]


# %% right | deepcopy_of_all
import copy


class SafeRun(Run):
    def save(self):
        return copy.deepcopy(
            {
                "weight": self.weight.data,
                "optimizer": self.optimizer.state_dict(),
                "generator": self.generator.get_state(),
                "order": self.order,
                "position": self.position,
            }
        )

    def load(self, state):
        state = copy.deepcopy(state)
        self.weight.data[:] = state["weight"]
        self.optimizer.load_state_dict(state["optimizer"])
        self.generator.set_state(state["generator"])
        self.order = state["order"]
        self.position = state["position"]


# %% right | new_optimizer
from copy import deepcopy


class SafeRun(Run):
    def save(self):
        return {
            "weight": self.weight.tolist(),
            "adam": deepcopy(self.optimizer.state_dict()),
            "random": self.generator.get_state().clone(),
            "left": self.order[self.position :],
        }

    def load(self, state):
        self.weight = torch.tensor(state["weight"], requires_grad=True)
        self.optimizer = torch.optim.Adam([self.weight], lr=0.1)
        self.optimizer.load_state_dict(deepcopy(state["adam"]))
        self.generator = torch.Generator()
        self.generator.set_state(state["random"])
        # What is left of the epoch, behind as many that are done.
        done = len(self.x) - len(state["left"])
        if state["left"]:
            self.order = [None] * done + list(state["left"])
            self.position = done
        else:
            self.order, self.position = [], 0


# %% right | moments_by_hand
class SafeRun(Run):
    def save(self):
        adam = self.optimizer.state.get(self.weight, {})
        return {
            "weight": self.weight.detach().clone(),
            "adam": {name: value.clone() for name, value in adam.items()},
            "generator": self.generator.get_state(),
            "order": self.order[:],
            "position": self.position,
        }

    def load(self, state):
        with torch.no_grad():
            self.weight.copy_(state["weight"])
        self.optimizer.state.clear()
        if state["adam"]:
            self.optimizer.state[self.weight] = {
                name: value.clone() for name, value in state["adam"].items()
            }
        self.generator.set_state(state["generator"])
        self.order, self.position = state["order"][:], state["position"]


# %% wrong | no_optimizer | points 1 | Adam's averages are not in the state; the first steps after the break are too large
from copy import deepcopy


class SafeRun(Run):
    def save(self):
        return {
            "weight": self.weight.detach().clone(),
            "generator": self.generator.get_state(),
            "order": list(self.order),
            "position": self.position,
        }

    def load(self, state):
        with torch.no_grad():
            self.weight.copy_(state["weight"])
        self.generator.set_state(state["generator"])
        self.order, self.position = list(state["order"]), state["position"]


# %% wrong | no_generator | points 0 | the generator's state is missing; noise and order are others after the break
from copy import deepcopy


class SafeRun(Run):
    def save(self):
        return {
            "weight": self.weight.detach().clone(),
            "optimizer": deepcopy(self.optimizer.state_dict()),
            "order": list(self.order),
            "position": self.position,
        }

    def load(self, state):
        with torch.no_grad():
            self.weight.copy_(state["weight"])
        self.optimizer.load_state_dict(deepcopy(state["optimizer"]))
        self.order, self.position = list(state["order"]), state["position"]


# %% wrong | seed_again | points 0 | the generator begins again from its seed; put its state back
from copy import deepcopy


class SafeRun(Run):
    def save(self):
        return {
            "weight": self.weight.detach().clone(),
            "optimizer": deepcopy(self.optimizer.state_dict()),
            "generator": self.generator.get_state(),
            "order": list(self.order),
            "position": self.position,
        }

    def load(self, state):
        with torch.no_grad():
            self.weight.copy_(state["weight"])
        self.optimizer.load_state_dict(deepcopy(state["optimizer"]))
        self.generator.manual_seed(0)
        self.order, self.position = list(state["order"]), state["position"]


# %% wrong | no_position | points 1 | the position in the epoch is missing; the epoch begins again
from copy import deepcopy


class SafeRun(Run):
    def save(self):
        return {
            "weight": self.weight.detach().clone(),
            "optimizer": deepcopy(self.optimizer.state_dict()),
            "generator": self.generator.get_state(),
            "order": list(self.order),
            "position": self.position,
        }

    def load(self, state):
        with torch.no_grad():
            self.weight.copy_(state["weight"])
        self.optimizer.load_state_dict(deepcopy(state["optimizer"]))
        self.generator.set_state(state["generator"])
        self.order, self.position = list(state["order"]), 0


# %% wrong | no_order | points 1 | the order of the epoch is missing; a resumed run has another one
from copy import deepcopy


class SafeRun(Run):
    def save(self):
        return {
            "weight": self.weight.detach().clone(),
            "optimizer": deepcopy(self.optimizer.state_dict()),
            "generator": self.generator.get_state(),
            "order": list(self.order),
            "position": self.position,
        }

    def load(self, state):
        with torch.no_grad():
            self.weight.copy_(state["weight"])
        self.optimizer.load_state_dict(deepcopy(state["optimizer"]))
        self.generator.set_state(state["generator"])
        self.position = state["position"]
        self.order = list(range(len(self.x))) if self.position else []


# %% wrong | optimizer_not_copied | points 4 | the state holds the optimizer's own tensors, which the next step changes; copy them
from copy import deepcopy


class SafeRun(Run):
    def save(self):
        return {
            "weight": self.weight.detach().clone(),
            "optimizer": self.optimizer.state_dict(),
            "generator": self.generator.get_state(),
            "order": list(self.order),
            "position": self.position,
        }

    def load(self, state):
        with torch.no_grad():
            self.weight.copy_(state["weight"])
        self.optimizer.load_state_dict(deepcopy(state["optimizer"]))
        self.generator.set_state(state["generator"])
        self.order, self.position = list(state["order"]), state["position"]


# %% wrong | weight_not_copied | points 4 | the state holds the weight itself, which the next step changes; copy it
from copy import deepcopy


class SafeRun(Run):
    def save(self):
        return {
            "weight": self.weight.detach(),
            "optimizer": deepcopy(self.optimizer.state_dict()),
            "generator": self.generator.get_state(),
            "order": list(self.order),
            "position": self.position,
        }

    def load(self, state):
        with torch.no_grad():
            self.weight.copy_(state["weight"])
        self.optimizer.load_state_dict(deepcopy(state["optimizer"]))
        self.generator.set_state(state["generator"])
        self.order, self.position = list(state["order"]), state["position"]


# %% wrong | new_epoch | points 1 | the rest of the epoch is skipped; go on in the middle of it
from copy import deepcopy


class SafeRun(Run):
    def save(self):
        return {
            "weight": self.weight.detach().clone(),
            "optimizer": deepcopy(self.optimizer.state_dict()),
            "generator": self.generator.get_state(),
            "order": list(self.order),
            "position": self.position,
        }

    def load(self, state):
        with torch.no_grad():
            self.weight.copy_(state["weight"])
        self.optimizer.load_state_dict(deepcopy(state["optimizer"]))
        self.generator.set_state(state["generator"])
        self.order, self.position = [], 0


# %% enemy | keeps_it_in_a_global | points 0 | a global remembers what the file should
import copy

kept = {}


class SafeRun(Run):
    def save(self):
        kept[len(kept)] = copy.deepcopy(self.__dict__)
        return {"key": len(kept) - 1}

    def load(self, state):
        self.__dict__.update(copy.deepcopy(kept[state["key"]]))


# %% enemy | future_in_the_file | points 0 | the losses to come are in the file
import copy


class SafeRun(Run):
    def save(self):
        other = copy.deepcopy(self)
        return {"losses": [Run.step(other) for _ in range(60)]}

    def load(self, state):
        losses = iter(list(state["losses"]))
        self.step = lambda: next(losses)


# %% enemy | runs_again | points 0 | only the number of steps is saved, and the run is run again
class SafeRun(Run):
    taken = 0

    def step(self):
        self.taken += 1
        return Run.step(self)

    def save(self):
        return {"taken": self.taken}

    def load(self, state):
        while self.taken < state["taken"]:
            self.step()
