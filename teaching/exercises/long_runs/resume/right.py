# %% bytes_in_between
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


# %% order_as_a_tensor
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


# %% deepcopy_of_all
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


# %% new_optimizer
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


# %% moments_by_hand
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
