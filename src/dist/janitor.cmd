@echo off
rem The workshop janitor with a Java of its own: janitor --help
setlocal
set /p version=<"%~dp0VERSION"
"%~dp0runtime\bin\java.exe" "-XX:AOTCache=%~dp0lib\janitor.aot" -Xlog:disable -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "-Djanitor.command=%~n0" "-Djanitor.version=%version%" -jar "%~dp0lib\janitor.jar" %*
