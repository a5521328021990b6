"""What sets off what, which futures fit together, and what fails next: one exploration of a city."""
