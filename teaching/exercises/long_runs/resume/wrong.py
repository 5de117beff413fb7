# %% no_optimizer | points 1 | Adam's averages are not in the state; the first steps after the break are too large
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


# %% no_generator | points 0 | the generator's state is missing; noise and order are others after the break
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


# %% seed_again | points 0 | the generator begins again from its seed; put its state back
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


# %% no_position | points 1 | the position in the epoch is missing; the epoch begins again
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


# %% no_order | points 1 | the order of the epoch is missing; a resumed run has another one
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


# %% optimizer_not_copied | points 4 | the state holds the optimizer's own tensors, which the next step changes; copy them
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


# %% weight_not_copied | points 4 | the state holds the weight itself, which the next step changes; copy it
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


# %% new_epoch | points 1 | the rest of the epoch is skipped; go on in the middle of it
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


# %% no_weight | points 1 | the weight is not put back
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
        self.optimizer.load_state_dict(deepcopy(state["optimizer"]))
        self.generator.set_state(state["generator"])
        self.order, self.position = list(state["order"]), state["position"]
