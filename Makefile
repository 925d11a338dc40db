# For `sam build` alone: it makes the package of the function `Page` by this, in a copy of the tree. All else: ./janitor help.
build-Page:
	mvn -B -q -ntp clean package
	cp -R target/page/. "$(ARTIFACTS_DIR)"

.PHONY: build-Page
