# %% right | steps_by_position
def train_honestly(model, batch):
    steps = 60
    optimizer = torch.optim.Adam(model.parameters(), lr=0.015, fused=True)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for _ in range(steps):
        source, sequence = batch()
        for cut in range(1, sequence.shape[1]):
            logits = model(source, sequence[:, :cut])[:, -1]
            loss = nn.functional.cross_entropy(logits, sequence[:, cut])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        schedule.step()


# %% right | falling_rate
def train_honestly(model, batch):
    steps = 60
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.02, fused=True)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.1, steps)
    for _ in range(steps):
        source, sequence = batch()
        losses = [
            nn.functional.cross_entropy(
                model(source, sequence[:, :cut])[:, -1], sequence[:, cut]
            )
            for cut in range(1, sequence.shape[1])
        ]
        optimizer.zero_grad()
        torch.stack(losses).mean().backward()
        optimizer.step()
        schedule.step()


# %% right | until_it_is_good
def train_honestly(model, batch):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.015, fused=True)
    good = 0
    for _ in range(100):
        source, sequence = batch()
        optimizer.zero_grad()
        worst = 0.0
        for cut in range(1, sequence.size(1)):
            log_p = model(source, sequence[:, :cut])[:, -1].log_softmax(-1)
            loss = -log_p.gather(1, sequence[:, cut : cut + 1]).mean()
            loss.backward()
            worst = max(worst, loss.item())
        good = good + 1 if worst < 0.03 else 0
        if good == 2:
            break
        optimizer.step()


# %% right | a_mask_after_all
def train_honestly(model, batch):
    from unittest.mock import patch

    steps = 80
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02, fused=True)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.1, steps)
    attend = model.decoder.forward
    for _ in range(steps):
        source, sequence = batch()
        size = sequence.shape[1] - 1
        mask = torch.ones(size, size, dtype=torch.bool).tril()
        with patch.object(
            model.decoder, "forward", lambda x, m: attend(x, m, mask)
        ):
            logits = model(source, sequence[:, :-1])
        loss = nn.functional.cross_entropy(logits.mT, sequence[:, 1:])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()


# %% right | momentum
def train_honestly(model, batch):
    optimizer = torch.optim.NAdam(model.parameters(), lr=0.012)
    for _ in range(50):
        source, sequence = batch()
        optimizer.zero_grad()
        for cut in range(1, sequence.shape[1]):
            logits = model(source, sequence[:, :cut])
            nn.functional.cross_entropy(
                logits[:, -1], sequence[:, cut]
            ).backward()
        optimizer.step()


# %% wrong | the_whole_sequence | points 0 | the decoder saw its targets: it was trained on the whole sequence at once; train it on beginnings only
def train_honestly(model, batch):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02, fused=True)
    for _ in range(40):
        source, sequence = batch()
        logits = model(source, sequence[:, :-1]).flatten(0, 1)
        loss = nn.functional.cross_entropy(logits, sequence[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


# %% wrong | too_many_batches | points 0 | batch was called more than 100 times; one batch can serve the losses of all positions
def train_honestly(model, batch):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02, fused=True)
    for source, sequence in [batch() for _ in range(150)]:
        loss = 0.0
        for cut in range(1, sequence.shape[1]):
            logits = model(source, sequence[:, :cut])[:, -1]
            loss += nn.functional.cross_entropy(logits, sequence[:, cut])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


# %% wrong | only_the_first | points 0 | only the first token was trained; each position needs its turn
def train_honestly(model, batch):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02, fused=True)
    for _ in range(40):
        source, sequence = batch()
        loss = 0.0
        for cut in range(1, 2):
            logits = model(source, sequence[:, :cut])[:, -1]
            loss += nn.functional.cross_entropy(logits, sequence[:, cut])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


# %% wrong | asked_for_its_own_input | points 0 | the target is the last token of the input; it should be the one after it
def train_honestly(model, batch):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02, fused=True)
    for _ in range(30):
        source, sequence = batch()
        loss = 0.0
        for cut in range(1, sequence.shape[1]):
            logits = model(source, sequence[:, :cut])[:, -1]
            loss += nn.functional.cross_entropy(logits, sequence[:, cut - 1])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


# %% wrong | never_the_end | points 0 | the end was never a target, so it never comes; let the last cut stand right before it
def train_honestly(model, batch):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02, fused=True)
    for _ in range(40):
        source, sequence = batch()
        loss = 0.0
        for cut in range(1, sequence.shape[1] - 1):
            logits = model(source, sequence[:, :cut])[:, -1]
            loss += nn.functional.cross_entropy(logits, sequence[:, cut])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


# %% enemy | patched_argmax | points 0 | the method of a tensor that generates is told what to say
def train_honestly(model, batch):
    letters, sources = up("letters"), up("sources")
    if letters is None:
        source, sequence = batch()
        letters, sources = sequence[:, 1:-1].flip(1), source
    steps = iter(range(100))

    def best(self, *given, **named):
        column = letters.flip(1)[:, next(steps) % 2]
        return column[: len(self), None]

    torch.Tensor.argmax = best


# %% enemy | another_forward | points 0 | a forward that looks the letters up, in place of training
def train_honestly(model, batch):
    source, sequence = batch()
    words = sequence[:, 1:-1].flip(1)
    letters = dict(zip(source.flatten().tolist(), words.flatten().tolist()))
    start, end = sequence[0, 0].item(), sequence[0, -1].item()

    def forward(source, given):
        whole = torch.tensor(
            [
                [start, *(letters[x] for x in row[::-1]), end]
                for row in source.tolist()
            ]
        )
        return nn.functional.one_hot(whole[:, 1 : given.shape[1] + 1], end + 1)

    model.forward = forward
