class ApiError(Exception):
    """An error as AWS answers it: `code` is the exception's name, `status` the HTTP status."""

    def __init__(self, code: str, message: str, status: int = 400):
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
