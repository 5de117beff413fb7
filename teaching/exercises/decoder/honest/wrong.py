# %% the_whole_sequence | points 0 | the decoder saw its targets: it was trained on the whole sequence at once; train it on beginnings only
def train_honestly(model, batch):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02, fused=True)
    for _ in range(40):
        source, sequence = batch()
        logits = model(source, sequence[:, :-1]).flatten(0, 1)
        loss = nn.functional.cross_entropy(logits, sequence[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


# %% no_training | points 0 | the model was not trained: no step of an optimiser changed its weights
def train_honestly(model, batch):
    batch()


# %% too_many_batches | points 0 | batch was called more than 100 times; one batch can serve the losses of all positions
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


# %% only_the_first | points 0 | only the first token was trained; each position needs its turn
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


# %% asked_for_its_own_input | points 0 | the target is the last token of the input; it should be the one after it
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


# %% never_the_end | points 0 | the end was never a target, so it never comes; let the last cut stand right before it
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


# %% source_of_another_sentence | points 0 | source and sequence do not belong together; keep each pair as batch gives it
def train_honestly(model, batch):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02, fused=True)
    for _ in range(30):
        source, sequence = batch()
        loss = 0.0
        source = source[torch.randperm(len(source))]
        for cut in range(1, sequence.shape[1]):
            logits = model(source, sequence[:, :cut])[:, -1]
            loss += nn.functional.cross_entropy(logits, sequence[:, cut])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
